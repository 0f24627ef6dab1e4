package dev.firn.node.lake;

import com.typesafe.config.Config;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.TableCommits;
import java.util.concurrent.Executor;

/** Everything of the table that a node works with. */
public final class Lake implements AutoCloseable {
  private final EventTable table;
  private final DataFiles dataFiles;
  private final TableCommits commits;
  private final TableUpkeep upkeep;

  private Lake(EventTable table, DataFiles dataFiles, TableCommits commits, TableUpkeep upkeep) {
    this.table = table;
    this.dataFiles = dataFiles;
    this.commits = commits;
    this.upkeep = upkeep;
  }

  /**
   * Opens the table or creates it, and tries a data file; blocks.
   *
   * @param writers threads for data files
   * @param objectThreads threads for small objects
   * @param commitThreads threads for what asks the catalog
   */
  public static Lake open(
      Config config,
      CatalogSettings catalog,
      Executor writers,
      Executor objectThreads,
      Executor commitThreads) {
    EventTable table = EventTable.open(catalog, TableSettings.from(config));
    DataFileWriter writer = new DataFileWriter(table, DataFileSettings.from(config));
    WarmUp.writeOneFile(table, writer);
    return new Lake(
        table,
        new TableDataFiles(writer, new SmallObjects(table), writers, objectThreads),
        new LedgerCommits(new CommitLedger(table), commitThreads),
        new TableUpkeep(table, commitThreads));
  }

  public DataFiles dataFiles() {
    return dataFiles;
  }

  public TableCommits commits() {
    return commits;
  }

  public TableUpkeep upkeep() {
    return upkeep;
  }

  @Override
  public void close() {
    table.close();
  }
}
