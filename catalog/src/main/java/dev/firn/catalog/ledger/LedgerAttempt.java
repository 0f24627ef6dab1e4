package dev.firn.catalog.ledger;

import dev.firn.catalog.ledger.LedgerDecision.Add;
import dev.firn.catalog.ledger.LedgerDecision.AskRows;
import dev.firn.catalog.ledger.LedgerDecision.Done;
import dev.firn.catalog.ledger.LedgerDecision.OtherTable;
import dev.firn.catalog.ledger.LedgerDecision.Overtaken;
import dev.firn.catalog.ledger.LedgerDecision.Park;
import dev.firn.catalog.ledger.LedgerDecision.Returned;
import dev.firn.catalog.ledger.LedgerDecision.Undone;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.NeedsRewrite;
import dev.firn.catalog.ledger.LedgerOutcome.Parked;
import dev.firn.catalog.ledger.LedgerOutcome.RolledBack;
import dev.firn.catalog.ledger.LedgerOutcome.TableReplaced;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.ledger.PlannedFiles.PlannedFile;
import java.util.List;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a planned commit: looks, decides, and commits at most once, on what it has looked
 * at. Good for one use: after an unknown outcome everything it knows may be stale.
 */
final class LedgerAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerAttempt.class);

  private final String tableName;
  private final LedgerCommit commit;
  private final TableOperations operations;

  /**
   * @param operations freshly loaded
   */
  LedgerAttempt(String tableName, LedgerCommit commit, TableOperations operations) {
    this.tableName = tableName;
    this.commit = commit;
    this.operations = operations;
  }

  /**
   * @throws RuntimeException when nobody knows what came of it
   */
  LedgerOutcome make() {
    TableMetadata base = operations.current();
    TableSight sight;
    try {
      sight = TableSight.of(base);
    } catch (IllegalArgumentException e) {
      return new Parked(String.valueOf(e.getMessage()));
    }
    LedgerDecision decision = LedgerDecision.of(commit, sight);
    if (decision instanceof OtherTable other) {
      return new TableReplaced(other.uuid());
    }
    PlannedFiles files =
        PlannedFiles.read(commit.fileDescriptors(), base.specsById(), base.schema());
    LedgerDecision answer = decision instanceof AskRows ask ? askRows(ask, files) : decision;
    if (answer instanceof Add) {
      return add(decision, files);
    }
    return settle(answer, files);
  }

  /**
   * @param seen what was decided of the base; the commit is made on that base alone
   */
  private LedgerOutcome add(LedgerDecision seen, PlannedFiles files) {
    if (!files.misfits().isEmpty()) {
      return new NeedsRewrite(files.misfits(), "the table no longer has their partition spec");
    }
    if (!files.lacking().isEmpty()) {
      return new NeedsRewrite(
          files.lacking(), "the table requires columns in which they have nulls");
    }
    List<String> missing = files.missing(operations.io());
    if (!missing.isEmpty()) {
      return new NeedsRewrite(missing, "they are gone from the store, or not whole");
    }
    String failure = "";
    try {
      commitOnce(seen, files);
    } catch (RuntimeException e) {
      LOG.debug("Commit {} has no known outcome yet", commit.marker(), e);
      failure = describe(e);
      operations.refresh();
    }
    TableSight after = TableSight.of(operations.current());
    return LedgerDecision.of(commit, after) instanceof Done done
        ? committed(done, after)
        : new Unknown(failure);
  }

  private Committed committed(Done done, TableSight table) {
    return new Committed(
        commit.ledger(),
        done.snapshotId(),
        done.sequenceNumber(),
        commit.baseSnapshotId() == -1
            ? table.reachesRoot()
            : table.contains(commit.baseSnapshotId()));
  }

  private void commitOnce(LedgerDecision seen, PlannedFiles files) {
    TableOperations guarded =
        new GuardedTableOperations(
            operations, base -> requireAsSeen(seen, base), this::requireDone);
    Transaction transaction = Transactions.newTransaction(tableName, guarded);
    AppendFiles append = transaction.newAppend();
    files.files().stream().map(PlannedFile::file).forEach(append::appendFile);
    append.set(LedgerMarker.KEY, commit.marker().toString());
    append.commit();
    transaction.updateProperties().set(LedgerMarker.KEY, commit.marker().toString()).commit();
    transaction.commitTransaction();
  }

  private void requireDone(TableMetadata after) {
    if (!(LedgerDecision.of(commit, TableSight.of(after)) instanceof Done)) {
      throw new IllegalStateException(
          "The catalog answered success, but " + commit.marker() + " cannot be read back");
    }
  }

  private void requireAsSeen(LedgerDecision seen, TableMetadata base) {
    LedgerDecision decision = LedgerDecision.of(commit, TableSight.of(base));
    if (!decision.equals(seen)) {
      throw new IllegalStateException(
          "The ledger fails closed: " + commit.marker() + " does not follow, " + decision);
    }
  }

  private LedgerDecision askRows(AskRows ask, PlannedFiles files) {
    BaseTable seen = new BaseTable(operations, tableName);
    if (!files.misfits().isEmpty() || !files.missing(operations.io()).isEmpty()) {
      return new Park("history does not tell whether it happened, and files to compare are gone");
    }
    int live = LiveRows.count(seen, operations.io(), files.files());
    if (live == 0) {
      return ask.otherwise();
    }
    if (live < files.files().size()) {
      return new Park(
          live + " of the " + files.files().size() + " files have their rows in the table");
    }
    if (ask.otherwise() instanceof Add) {
      return new Returned("rows of " + commit.undone() + " are in the table again");
    }
    TableSight sight = TableSight.of(operations.current());
    return new Done(sight.currentSnapshotId(), sight.currentSequenceNumber());
  }

  private LedgerOutcome settle(LedgerDecision decision, PlannedFiles files) {
    TableSight sight = TableSight.of(operations.current());
    if (decision instanceof Undone) {
      return new RolledBack(
          commit.ledger(), sight.currentSnapshotId(), sight.currentSequenceNumber());
    }
    if (decision instanceof Returned returned) {
      return new LedgerOutcome.Returned(returned.reason());
    }
    if (decision instanceof Overtaken overtaken) {
      return new LedgerOutcome.Overtaken(overtaken.by(), overtaken.reason());
    }
    if (decision instanceof Park park) {
      return new Parked(park.reason());
    }
    if (decision instanceof Done done) {
      List<String> missing = files.missing(operations.io());
      return missing.isEmpty()
          ? committed(done, sight)
          : new Parked("committed files are gone from the store: " + missing);
    }
    throw new IllegalStateException("No way to settle " + decision);
  }

  static String describe(RuntimeException error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
