package dev.firn.catalog.table;

import dev.firn.catalog.cache.CachingOperations;
import dev.firn.catalog.cache.MetadataCache;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.TableSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of events, behind a REST catalog or as a chain of manifests: opened, or created if
 * there is none yet. Several nodes may do so at once, one wins and the others load what it made.
 * Thread-safe.
 */
public final class EventTable implements AutoCloseable {
  /** Where commits of the ledger leave their marker: in a table property and in summaries. */
  public static final String LEDGER_KEY = "firn.ledger";

  private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);

  private final TableHome home;
  private final TableIdentifier identifier;
  private final MetadataCache cache;
  private volatile Table table;
  private volatile TableForm form;

  private EventTable(TableHome home, TableIdentifier identifier, Table table, MetadataCache cache) {
    this.home = home;
    this.identifier = identifier;
    this.cache = cache;
    this.table = table;
    this.form = TableForm.of(table);
  }

  /**
   * Opens or creates.
   *
   * @throws IllegalStateException when there is a table that cannot take Firn's files
   */
  public static EventTable open(CatalogSettings catalogSettings, TableSettings settings) {
    return open(catalogSettings, settings, new MetadataCache(0));
  }

  /**
   * The same.
   *
   * @param cache of manifests, which tables of one store may share
   */
  public static EventTable open(
      CatalogSettings catalogSettings, TableSettings settings, MetadataCache cache) {
    TableHome home = TableHome.open(catalogSettings);
    TableIdentifier identifier =
        TableIdentifier.of(Namespace.of(settings.namespace()), settings.name());
    try {
      Table table = loadOrCreate(home, identifier, settings);
      requireCompatible(identifier, table);
      return new EventTable(home, identifier, table, cache);
    } catch (RuntimeException e) {
      closeQuietly(home, e);
      throw e;
    }
  }

  private static Table loadOrCreate(
      TableHome home, TableIdentifier identifier, TableSettings settings) {
    try {
      return home.load(identifier);
    } catch (NoSuchTableException e) {
      return create(home, identifier, settings);
    }
  }

  private static Table create(TableHome home, TableIdentifier identifier, TableSettings settings) {
    try {
      Table created = home.create(identifier, properties(settings));
      LOG.info("Created table {} at {}", identifier, created.location());
      return created;
    } catch (AlreadyExistsException e) {
      return home.load(identifier);
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

  /** How the cache of manifests has done, that this table may share with others. */
  public MetadataCache.Figures cached() {
    return cache.figures();
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
    Table loaded = home.load(identifier);
    requireCompatible(identifier, loaded);
    table = loaded;
    form = TableForm.of(loaded);
    return form;
  }

  /**
   * Looks whether the table has other columns or rules by now, and has files go by them. Nothing
   * changes where it is another table, or one that no longer takes Firn's files: what is to become
   * of that is decided by whoever fails on it.
   *
   * @throws RuntimeException when the table cannot be loaded
   */
  public void look() {
    Table loaded = home.load(identifier);
    TableForm now = TableForm.of(loaded);
    if (now.uuid().equals(form.uuid())
        && !now.isAlike(form)
        && TableCompatibility.problem(loaded).isEmpty()) {
      LOG.info("Files of {} go by schema {} from now on", identifier, now.schema().schemaId());
      table = loaded;
      form = now;
    }
  }

  /**
   * The table loaded anew, whatever it has become. Its operations serve one attempt; manifests are
   * read from memory where this node has read or written them before.
   */
  public TableOperations freshOperations() {
    return cached(home.load(identifier));
  }

  private TableOperations cached(Table loaded) {
    return new CachingOperations(((HasTableOperations) loaded).operations(), cache);
  }

  /**
   * Tries what commits need, and changes nothing.
   *
   * @throws MissingAccessException when no commit would be safe
   */
  void tryCommit() {
    home.tryCommit(identifier);
  }

  String neededToCommit() {
    return home.neededToCommit(identifier);
  }

  /**
   * Runs what removes snapshots by operations of this table, which fails as a conflict does where
   * the main branch is not at this one.
   */
  public void whileMainIs(long snapshotId, Runnable removal) {
    home.whileMainIs(snapshotId, removal);
  }

  /** The table loaded anew, for reading; manifests likewise. */
  public Table fresh() {
    Table loaded = home.load(identifier);
    return new BaseTable(cached(loaded), loaded.name());
  }

  /** The table loaded anew, for those who have to see what the store has and nothing else. */
  public Table freshFromStore() {
    return home.load(identifier);
  }

  @Override
  public void close() {
    try {
      home.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not close the catalog of " + identifier, e);
    }
  }

  private static void closeQuietly(TableHome home, RuntimeException cause) {
    try {
      home.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
