package dev.firn.catalog.table;

import dev.firn.catalog.chain.ChainAdoption;
import dev.firn.catalog.chain.ChainTables;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.TableSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/** Hands tables that have no catalog over to one. */
public final class TableAdoption {
  private final CatalogSettings from;
  private final List<TableSettings> tables;

  /**
   * @param from where the tables are chains
   */
  public TableAdoption(CatalogSettings from, List<TableSettings> tables) {
    this.from = from;
    this.tables = List.copyOf(tables);
  }

  /**
   * Blocks until the catalog has all of them; can be done again whatever came of it.
   *
   * @throws RuntimeException saying what is in the way
   */
  public List<AdoptedTable> by(CatalogSettings catalog) {
    List<AdoptedTable> adopted = new ArrayList<>();
    forEach(catalog, (adoption, name) -> adopted.add(described(name, adoption.adopt(name))));
    return adopted;
  }

  /**
   * Lets the tables go on without a catalog, as far as this one has them not.
   *
   * @throws RuntimeException saying why they cannot
   */
  public void giveUp(CatalogSettings catalog) {
    forEach(catalog, ChainAdoption::giveUp);
  }

  private void forEach(CatalogSettings catalog, BiConsumer<ChainAdoption, TableIdentifier> step) {
    try (ChainTables chains = new ChainTables(from.chainRoot(), from.ioProperties());
        RESTCatalog client = new RESTCatalog()) {
      client.initialize("adopting", catalog.restProperties());
      ChainAdoption adoption =
          new ChainAdoption(chains, client, name(catalog), InstantSource.system());
      for (TableSettings table : tables) {
        step.accept(adoption, TableIdentifier.of(Namespace.of(table.namespace()), table.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not close the client of " + catalog.uri(), e);
    }
  }

  private static String name(CatalogSettings catalog) {
    return catalog.warehouse().isEmpty()
        ? catalog.uri()
        : catalog.uri() + " (warehouse " + catalog.warehouse() + ")";
  }

  private static AdoptedTable described(TableIdentifier name, Table table) {
    Snapshot snapshot = table.currentSnapshot();
    long rows =
        snapshot == null
            ? 0
            : Long.parseLong(
                snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    return new AdoptedTable(name.toString(), table.uuid().toString(), table.location(), rows);
  }
}
