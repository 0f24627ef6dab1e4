package dev.firn.catalog.table;

import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.TableSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of events behind a REST catalog: opened, or created if there is none yet. Several nodes
 * may do so at once, one wins and the others load what it made. Thread-safe.
 */
public final class EventTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);

  private final RESTCatalog catalog;
  private final TableIdentifier identifier;
  private volatile Table table;
  private volatile TableForm form;

  private EventTable(RESTCatalog catalog, TableIdentifier identifier, Table table) {
    this.catalog = catalog;
    this.identifier = identifier;
    this.table = table;
    this.form = TableForm.of(table);
  }

  /**
   * Opens or creates.
   *
   * @throws IllegalStateException when there is a table that cannot take Firn's files
   */
  public static EventTable open(CatalogSettings catalogSettings, TableSettings settings) {
    RESTCatalog catalog = new RESTCatalog(SchemaAssertingClient::connect);
    catalog.initialize("firn", catalogSettings.restProperties());
    TableIdentifier identifier =
        TableIdentifier.of(Namespace.of(settings.namespace()), settings.name());
    try {
      Table table = loadOrCreate(catalog, identifier, settings);
      requireCompatible(identifier, table);
      return new EventTable(catalog, identifier, table);
    } catch (RuntimeException e) {
      closeQuietly(catalog, e);
      throw e;
    }
  }

  private static Table loadOrCreate(
      RESTCatalog catalog, TableIdentifier identifier, TableSettings settings) {
    try {
      return catalog.loadTable(identifier);
    } catch (NoSuchTableException e) {
      createNamespace(catalog, identifier.namespace());
      return create(catalog, identifier, settings);
    }
  }

  private static void createNamespace(RESTCatalog catalog, Namespace namespace) {
    try {
      catalog.createNamespace(namespace);
    } catch (AlreadyExistsException e) {
      LOG.debug("Namespace {} is already there", namespace);
    }
  }

  private static Table create(
      RESTCatalog catalog, TableIdentifier identifier, TableSettings settings) {
    try {
      Table created =
          catalog
              .buildTable(identifier, EventSchema.SCHEMA)
              .withPartitionSpec(EventSchema.SPEC)
              .withSortOrder(EventSchema.SORT_ORDER)
              .withProperties(properties(settings))
              .create();
      LOG.info("Created table {} at {}", identifier, created.location());
      return created;
    } catch (AlreadyExistsException e) {
      return catalog.loadTable(identifier);
    }
  }

  private static Map<String, String> properties(TableSettings settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, "2");
    properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(
        TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
        Integer.toString(settings.metadataVersions()));
    properties.put(TableProperties.MANIFEST_MERGE_ENABLED, "true");
    properties.put(
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, Long.toString(settings.targetFileSize()));
    properties.putAll(settings.properties());
    return properties;
  }

  private static void requireCompatible(TableIdentifier identifier, Table table) {
    TableCompatibility.problem(table)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(
                  "Table " + identifier + " cannot take Firn's files: " + problem);
            });
  }

  /** The table as last looked at. */
  public TableForm form() {
    return form;
  }

  public String name() {
    return identifier.toString();
  }

  /** Where the table's files are read and written. */
  public FileIO io() {
    return table.io();
  }

  /**
   * Looks anew, for a table that may have been changed or replaced since.
   *
   * @throws NoSuchTableException when it has been dropped
   * @throws IllegalStateException when it no longer takes Firn's files
   */
  public TableForm reload() {
    Table loaded = catalog.loadTable(identifier);
    requireCompatible(identifier, loaded);
    table = loaded;
    form = TableForm.of(loaded);
    return form;
  }

  /** The table loaded anew, whatever it has become. Its operations serve one attempt. */
  public TableOperations freshOperations() {
    return ((HasTableOperations) catalog.loadTable(identifier)).operations();
  }

  /** The table loaded anew, for reading. */
  public Table fresh() {
    return catalog.loadTable(identifier);
  }

  @Override
  public void close() {
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not close the catalog of " + identifier, e);
    }
  }

  private static void closeQuietly(RESTCatalog catalog, RuntimeException cause) {
    try {
      catalog.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
