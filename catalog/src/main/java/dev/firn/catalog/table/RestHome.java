package dev.firn.catalog.table;

import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.events.FailureText;
import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
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

  /**
   * Asks for the catalog's configuration.
   *
   * @throws MissingAccessException when the catalog refuses it
   */
  static RestHome open(CatalogSettings settings) {
    RESTCatalog catalog = new RESTCatalog(AssertingClient::connect);
    try {
      catalog.initialize("firn", settings.restProperties());
    } catch (NotAuthorizedException | ForbiddenException e) {
      throw new MissingAccessException(
          "The catalog at "
              + settings.uri()
              + " does not accept this node's token or credential in firn.catalog ("
              + FailureText.of(e)
              + ")",
          e);
    } catch (NoSuchWarehouseException e) {
      throw new MissingAccessException(
          "The catalog at "
              + settings.uri()
              + " does not know the warehouse \""
              + settings.warehouse()
              + "\" of firn.catalog.warehouse ("
              + FailureText.of(e)
              + ")",
          e);
    }
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
  public void whileMainIs(long snapshotId, Runnable removal) {
    AssertingClient.whileMainIs(snapshotId, removal);
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
