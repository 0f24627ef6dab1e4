package dev.firn.catalog.table;

import dev.firn.catalog.chain.ChainTables;
import dev.firn.catalog.settings.CatalogSettings;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Tables without a catalog. */
final class ChainHome implements TableHome {
  private final ChainTables tables;

  ChainHome(CatalogSettings settings) {
    this.tables = new ChainTables(settings.chainRoot(), settings.ioProperties());
  }

  @Override
  public Table load(TableIdentifier name) {
    TableOperations operations = tables.operations(name);
    if (operations.current() == null) {
      throw new NoSuchTableException("There is no table at %s", tables.location(name));
    }
    return new BaseTable(operations, name.toString());
  }

  @Override
  public Table create(TableIdentifier name, Map<String, String> properties) {
    TableOperations operations = tables.operations(name);
    TableMetadata first =
        TableMetadata.newTableMetadata(
            EventSchema.SCHEMA,
            EventSchema.SPEC,
            EventSchema.SORT_ORDER,
            tables.location(name),
            properties);
    if (operations.current() != null) {
      throw new AlreadyExistsException("There is a table at %s", tables.location(name));
    }
    try {
      operations.commit(null, first);
    } catch (CommitFailedException e) {
      throw new AlreadyExistsException(e, "There is a table at %s", tables.location(name));
    }
    return new BaseTable(operations, name.toString());
  }

  /** That one of two writers of a number loses is all that keeps the table one. */
  @Override
  public void tryCommit(TableIdentifier name) {
    if (!tables.isCreateOnly(name)) {
      throw new MissingAccessException(
          "The store of "
              + tables.location(name)
              + " overwrites objects although it is asked not to (If-None-Match: *), so that a table"
              + " there needs a catalog");
    }
  }

  /** Whatever was committed in between, the number is taken. */
  @Override
  public void whileMainIs(long snapshotId, Runnable removal) {
    removal.run();
  }

  @Override
  public String neededToCommit(TableIdentifier name) {
    return "The store does not let this node write and delete below "
        + tables.location(name)
        + ", where old manifests have to go";
  }

  @Override
  public void close() {
    tables.close();
  }
}
