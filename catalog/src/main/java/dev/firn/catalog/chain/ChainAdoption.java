package dev.firn.catalog.chain;

import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * Hands a chain's table over to a catalog. A last manifest ends the chain, so that no node commits
 * to it any more, then the catalog gets that manifest as the table. Whatever dies in between, doing
 * it again goes on where it ended; until then nodes keep what they accept in their journal.
 */
public final class ChainAdoption {
  private static final int ATTEMPTS = 20;

  private final ChainTables tables;
  private final Catalog catalog;
  private final String catalogName;

  /**
   * @param catalogName what the manifest and messages call it, its address
   */
  public ChainAdoption(ChainTables tables, Catalog catalog, String catalogName) {
    this.tables = tables;
    this.catalog = catalog;
    this.catalogName = catalogName;
  }

  /**
   * Blocks until the catalog has the table.
   *
   * @return the table as the catalog has it
   * @throws NoSuchTableException when there is no such chain
   * @throws IllegalStateException when another catalog adopts it, or this one has another table of
   *     the name
   * @throws RuntimeException when the catalog failed: do it again; the chain is open again where
   *     the catalog has surely refused
   */
  public Table adopt(TableIdentifier name) {
    requireFree(name);
    TableMetadata last = end(name);
    try {
      return registered(name, last);
    } catch (ForbiddenException
        | NotAuthorizedException
        | BadRequestException
        | UnsupportedOperationException e) {
      reopen(name);
      throw e;
    }
  }

  /** Asked before anything is done: most mistakes are found here. */
  private void requireFree(TableIdentifier name) {
    TableMetadata chain = tables.operations(name).current();
    if (chain == null) {
      throw new NoSuchTableException("There is no table at %s", tables.location(name));
    }
    if (catalog.tableExists(name)) {
      requireSame(catalog.loadTable(name), chain);
    } else if (catalog instanceof SupportsNamespaces namespaces) {
      create(namespaces, name.namespace());
    }
  }

  private static void create(SupportsNamespaces namespaces, Namespace namespace) {
    try {
      namespaces.createNamespace(namespace);
    } catch (AlreadyExistsException e) {
      // As it should be.
      return;
    }
  }

  private TableMetadata end(TableIdentifier name) {
    for (int attempt = 1; ; attempt++) {
      TableOperations operations = tables.operations(name);
      TableMetadata base = operations.current();
      String taken = base.properties().get(Adoption.KEY);
      if (taken != null) {
        requireThis(taken, name);
        return base;
      }
      try {
        operations.commit(base, with(base, Map.of(Adoption.KEY, catalogName)));
      } catch (CommitFailedException e) {
        if (attempt == ATTEMPTS) {
          throw new ServiceUnavailableException(
              e, "%s changes too often to be adopted; try again", name);
        }
      }
    }
  }

  private void requireThis(String taken, TableIdentifier name) {
    if (!taken.equals(catalogName)) {
      throw new IllegalStateException(
          "Table " + name + " is being adopted by the catalog " + taken + " already");
    }
  }

  private static TableMetadata with(TableMetadata base, Map<String, String> properties) {
    return TableMetadata.buildFrom(base).setProperties(properties).build();
  }

  private Table registered(TableIdentifier name, TableMetadata last) {
    Table table;
    try {
      table = catalog.registerTable(name, last.metadataFileLocation());
    } catch (AlreadyExistsException e) {
      table = catalog.loadTable(name);
    }
    requireSame(table, last);
    return table;
  }

  private void requireSame(Table table, TableMetadata chain) {
    if (!table.uuid().toString().equals(chain.uuid())) {
      throw new IllegalStateException(
          "The catalog " + catalogName + " has another table of the name " + table.name());
    }
  }

  private void reopen(TableIdentifier name) {
    TableOperations operations = tables.operations(name);
    new BaseTable(operations, name.toString()).updateProperties().remove(Adoption.KEY).commit();
  }
}
