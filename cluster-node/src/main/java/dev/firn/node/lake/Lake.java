package dev.firn.node.lake;

import dev.firn.catalog.cache.MetadataCache;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.promotion.Misfits;
import dev.firn.catalog.rejected.RejectedEvents;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.TableObjects;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.LakeTable;
import dev.firn.sharding.TableCommits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything of the tables that a node works with. */
public final class Lake implements AutoCloseable {
  private final EventTable table;
  private final EventTable rejectedTable;
  private final DataFiles dataFiles;
  private final TableCommits commits;
  private final LakeTable rejected;
  private final Optional<LakeAdoption> adoption;
  private final Executor scanThreads;

  private Lake(
      EventTable table,
      EventTable rejectedTable,
      DataFiles dataFiles,
      TableCommits commits,
      LakeTable rejected,
      Optional<LakeAdoption> adoption,
      Executor scanThreads) {
    this.scanThreads = scanThreads;
    this.table = table;
    this.rejectedTable = rejectedTable;
    this.dataFiles = dataFiles;
    this.commits = commits;
    this.rejected = rejected;
    this.adoption = adoption;
  }

  /**
   * Opens the tables of events and of dead letters or creates them, tries what the node has to be
   * allowed there, and a data file in memory; blocks.
   *
   * @param writers threads for data files
   * @param objectThreads threads for small objects
   * @param commitThreads threads for what asks the catalog
   * @param scanThreads threads for what reads much of the table or the store
   * @param misfits hears of values that do not fit promoted columns
   */
  public static Lake open(
      LakeSettings settings,
      CatalogSettings catalog,
      Executor writers,
      Executor objectThreads,
      Executor commitThreads,
      Executor scanThreads,
      Misfits misfits) {
    MetadataCache cache = new MetadataCache(settings.upkeep().metadataCache());
    EventTable table = EventTable.open(catalog, settings.events(), cache);
    EventTable rejected = openBeside(table, catalog, settings.rejected(), cache);
    requireAccess(table, rejected, scanThreads);
    DataFileSettings form = settings.files();
    new DataFileWriter(table, form).warmUp();
    BoundedCalls calls = new BoundedCalls(commitThreads, catalog.callTimeout());
    TableThreads threads = new TableThreads(writers, objectThreads, scanThreads, calls);
    return new Lake(
        table,
        rejected,
        files(table, new DataFileWriter(table, form, misfits), threads),
        commits(table, threads),
        new LakeTable(
            files(rejected, new DataFileWriter(rejected, form), threads),
            commits(rejected, threads),
            new DeadLetterRows(new RejectedEvents(rejected, table), scanThreads),
            () -> rejected.form().uuid()),
        catalog.isChain()
            ? Optional.of(new LakeAdoption(catalog, settings, commitThreads))
            : Optional.empty(),
        scanThreads);
  }

  private static void requireAccess(EventTable table, EventTable rejected, Executor threads) {
    try {
      StartAccess.require(table, threads);
    } catch (RuntimeException e) {
      rejected.close();
      table.close();
      throw e;
    }
  }

  /** For audits, which read it on threads of their own. */
  public EventTable table() {
    return table;
  }

  /** The table of dead letters, likewise. */
  public EventTable rejectedTable() {
    return rejectedTable;
  }

  private static EventTable openBeside(
      EventTable table, CatalogSettings catalog, TableSettings settings, MetadataCache cache) {
    try {
      return EventTable.open(catalog, settings, cache);
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }

  private record TableThreads(
      Executor writers, Executor objects, Executor scans, BoundedCalls calls) {}

  private static DataFiles files(EventTable table, DataFileWriter writer, TableThreads threads) {
    return new TableDataFiles(
        writer,
        new TableObjects(table),
        new TableRefresh(table),
        threads.writers(),
        threads.objects(),
        threads.scans());
  }

  private static TableCommits commits(EventTable table, TableThreads threads) {
    return new LedgerCommits(new CommitLedger(table), new TableRefresh(table), threads.calls());
  }

  /**
   * Ids of the rows in the table.
   *
   * @param idKey with which ids are hashed when events are accepted
   */
  public FlushedRows flushedRows(byte[] idKey) {
    return new TableRows(table, new RejectedEvents(rejectedTable, table), idKey, scanThreads);
  }

  public DataFiles dataFiles() {
    return dataFiles;
  }

  public TableCommits commits() {
    return commits;
  }

  /** The table of dead letters. */
  public LakeTable rejected() {
    return rejected;
  }

  /** Names of the tables, by their UUIDs. */
  public Map<String, String> tableNames() {
    return Stream.of(table, rejectedTable)
        .collect(Collectors.toMap(each -> each.form().uuid(), EventTable::name, (a, b) -> a));
  }

  /** What can be read of the dead letters. */
  public RejectedEvents deadLetters() {
    return new RejectedEvents(rejectedTable, table);
  }

  /** Hands the tables over to a catalog, where they have none. */
  public Optional<LakeAdoption> adoption() {
    return adoption;
  }

  @Override
  public void close() {
    try {
      rejectedTable.close();
    } finally {
      table.close();
    }
  }
}
