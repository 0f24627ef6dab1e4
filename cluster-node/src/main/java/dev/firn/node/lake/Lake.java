package dev.firn.node.lake;

import com.typesafe.config.Config;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.LakeHistory;
import dev.firn.catalog.table.SnapshotRow;
import dev.firn.catalog.table.TableObjects;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.TableCommits;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Everything of the table that a node works with. */
public final class Lake implements AutoCloseable {
  private final EventTable table;
  private final DataFiles dataFiles;
  private final TableCommits commits;
  private final TableUpkeep upkeep;
  private final LakeHistory history;
  private final Executor commitThreads;
  private final Executor scanThreads;

  private Lake(
      EventTable table,
      DataFiles dataFiles,
      TableCommits commits,
      TableUpkeep upkeep,
      Executor commitThreads,
      Executor scanThreads) {
    this.scanThreads = scanThreads;
    this.table = table;
    this.history = new LakeHistory(table);
    this.commitThreads = commitThreads;
    this.dataFiles = dataFiles;
    this.commits = commits;
    this.upkeep = upkeep;
  }

  /**
   * Opens the table or creates it, and tries a data file in memory; blocks.
   *
   * @param writers threads for data files
   * @param objectThreads threads for small objects
   * @param commitThreads threads for what asks the catalog
   * @param scanThreads threads for what reads much of the table or the store
   */
  public static Lake open(
      Config config,
      CatalogSettings catalog,
      Executor writers,
      Executor objectThreads,
      Executor commitThreads,
      Executor scanThreads) {
    EventTable table = EventTable.open(catalog, TableSettings.from(config));
    DataFileWriter writer = new DataFileWriter(table, DataFileSettings.from(config));
    writer.warmUp();
    TableRefresh refresh = new TableRefresh(table);
    SnapshotSettings snapshots = SnapshotSettings.from(config);
    snapshots.requireAtLeast(config.getDuration("firn.commit.settle"));
    SnapshotExpiry expiry = new SnapshotExpiry(table, snapshots, Clock.systemUTC());
    BoundedCalls calls = new BoundedCalls(commitThreads, catalog.callTimeout());
    return new Lake(
        table,
        new TableDataFiles(
            writer, new TableObjects(table), refresh, writers, objectThreads, scanThreads),
        new LedgerCommits(new CommitLedger(table), refresh, calls),
        new TableUpkeep(expiry, commitThreads),
        commitThreads,
        scanThreads);
  }

  /** For audits, which read it on threads of their own. */
  public EventTable table() {
    return table;
  }

  public DataFiles dataFiles() {
    return dataFiles;
  }

  public TableCommits commits() {
    return commits;
  }

  /**
   * Ids of the rows in the table.
   *
   * @param idKey with which ids are hashed when events are accepted
   */
  public FlushedRows flushedRows(byte[] idKey) {
    return new TableRows(table, idKey, scanThreads);
  }

  public TableUpkeep upkeep() {
    return upkeep;
  }

  /** The table's snapshots that can still be read, newest first. */
  public CompletionStage<List<SnapshotRow>> snapshots() {
    return CompletableFuture.supplyAsync(history::snapshots, commitThreads);
  }

  @Override
  public void close() {
    table.close();
  }
}
