package dev.firn.catalog.table;

import dev.firn.catalog.settings.CatalogSettings;
import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.rest.RESTCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tables of a REST catalog. */
final class RestHome implements TableHome {
  private static final Logger LOG = LoggerFactory.getLogger(RestHome.class);

  private final RESTCatalog catalog;

  private RestHome(RESTCatalog catalog) {
    this.catalog = catalog;
  }

  static RestHome open(CatalogSettings settings) {
    RESTCatalog catalog = new RESTCatalog(SchemaAssertingClient::connect);
    catalog.initialize("firn", settings.restProperties());
    return new RestHome(catalog);
  }

  @Override
  public Table load(TableIdentifier name) {
    return catalog.loadTable(name);
  }

  @Override
  public Table create(TableIdentifier name, Map<String, String> properties) {
    createNamespace(name.namespace());
    return catalog
        .buildTable(name, EventSchema.SCHEMA)
        .withPartitionSpec(EventSchema.SPEC)
        .withSortOrder(EventSchema.SORT_ORDER)
        .withProperties(properties)
        .create();
  }

  private void createNamespace(Namespace namespace) {
    try {
      catalog.createNamespace(namespace);
    } catch (AlreadyExistsException e) {
      LOG.debug("Namespace {} is already there", namespace);
    }
  }

  /** Asserts the table's UUID and changes nothing: catalogs check who asks all the same. */
  @Override
  public void tryCommit(TableIdentifier name) {
    TableOperations operations = ((HasTableOperations) load(name)).operations();
    operations.commit(operations.current(), operations.current());
  }

  @Override
  public String neededToCommit(TableIdentifier name) {
    return "The catalog does not let this node commit to "
        + name
        + ": its token or credential in firn.catalog needs permission to write";
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }
}
