package dev.firn.catalog.chain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * Hands a chain's table over to a catalog. A last manifest, with the catalog's name, ends the
 * chain, so that no node commits to it any more; then the catalog gets a copy of that manifest as
 * the table. Whatever dies in between, and whatever the catalog answers, doing it again goes on
 * where it ended; until then nodes keep what they accept in their journal. A refusal is never
 * believed: a request may have landed before it. The chain goes on only when somebody gives the
 * adoption up, and the catalog shows that it has no such table long after the last request.
 */
public final class ChainAdoption {
  /** Longer than any request to a catalog is on its way. */
  static final Duration BEFORE_GIVING_UP = Duration.ofMinutes(15);

  private static final int ATTEMPTS = 20;

  private final ChainTables tables;
  private final Catalog catalog;
  private final String catalogName;
  private final InstantSource clock;

  /**
   * @param catalogName what the manifest and messages call it: its address, and its warehouse
   */
  public ChainAdoption(
      ChainTables tables, Catalog catalog, String catalogName, InstantSource clock) {
    this.tables = tables;
    this.catalog = catalog;
    this.catalogName = catalogName;
    this.clock = clock;
  }

  /**
   * Blocks until the catalog has the table.
   *
   * @return the table as the catalog has it
   * @throws NoSuchTableException when there is no such chain
   * @throws IllegalStateException when another catalog adopts it, or this one has another table of
   *     the name
   * @throws RuntimeException when the catalog failed or refused: do it again, or give it up
   */
  public Table adopt(TableIdentifier name) {
    requireFree(name);
    TableMetadata last = end(name);
    String copy = new LastManifest(tables.io(), last).copy();
    Table table;
    try {
      table = catalog.registerTable(name, copy);
    } catch (AlreadyExistsException e) {
      table = catalog.loadTable(name);
    }
    requireAdopted(name, table, last);
    return table;
  }

  /**
   * Lets the chain go on, if the catalog does not have the table and will not get it.
   *
   * @throws IllegalStateException saying why not
   */
  public void giveUp(TableIdentifier name) {
    TableOperations operations = tables.operations(name);
    TableMetadata last = existing(operations, name);
    String taken = Adoption.of(last);
    if (taken == null) {
      return;
    }
    requireThis(taken, name);
    Instant earliest = Instant.ofEpochMilli(last.lastUpdatedMillis()).plus(BEFORE_GIVING_UP);
    if (clock.instant().isBefore(earliest)) {
      throw new IllegalStateException(
          "A request to the catalog may still be on its way; ask again after " + earliest);
    }
    if (catalog.tableExists(name)) {
      throw new IllegalStateException(
          "The catalog " + catalogName + " has a table " + name + ": the chain stays ended");
    }
    operations.commit(
        last, TableMetadata.buildFrom(last).removeProperties(Set.of(Adoption.KEY)).build());
  }

  /** Asked before anything is done: most mistakes are found here. */
  private void requireFree(TableIdentifier name) {
    TableMetadata chain = existing(tables.operations(name), name);
    String taken = Adoption.of(chain);
    if (taken != null) {
      requireThis(taken, name);
    } else if (catalog.tableExists(name)) {
      throw another(name);
    }
    if (catalog instanceof SupportsNamespaces namespaces) {
      create(namespaces, name.namespace());
    }
  }

  private TableMetadata existing(TableOperations chain, TableIdentifier name) {
    TableMetadata table = chain.current();
    if (table == null) {
      throw new NoSuchTableException("There is no table at %s", tables.location(name));
    }
    return table;
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
      String taken = Adoption.of(base);
      if (taken != null) {
        requireThis(taken, name);
        return base;
      }
      try {
        operations.commit(
            base,
            TableMetadata.buildFrom(base).setProperties(Map.of(Adoption.KEY, catalogName)).build());
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

  /** That it is what the chain ended with, or has gone on from there. */
  private void requireAdopted(TableIdentifier name, Table table, TableMetadata last) {
    Snapshot end = last.currentSnapshot();
    Snapshot now = table.currentSnapshot();
    boolean hasLast =
        end == null
            || table.snapshot(end.snapshotId()) != null
            || (now != null && now.sequenceNumber() > last.lastSequenceNumber());
    if (!table.uuid().toString().equals(last.uuid())
        || !catalogName.equals(table.properties().get(Adoption.KEY))
        || !hasLast) {
      throw another(name);
    }
  }

  private IllegalStateException another(TableIdentifier name) {
    return new IllegalStateException(
        "The catalog " + catalogName + " has another table of the name " + name);
  }
}
