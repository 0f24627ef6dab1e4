package dev.firn.catalog.ledger;

import dev.firn.catalog.ledger.LedgerDecision.Add;
import dev.firn.catalog.ledger.LedgerDecision.AskRows;
import dev.firn.catalog.ledger.LedgerDecision.Done;
import dev.firn.catalog.ledger.LedgerDecision.OtherTable;
import dev.firn.catalog.ledger.LedgerDecision.Park;
import dev.firn.catalog.ledger.LedgerDecision.Returned;
import dev.firn.catalog.ledger.LedgerDecision.Undone;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.NeedsRewrite;
import dev.firn.catalog.ledger.LedgerOutcome.Parked;
import dev.firn.catalog.ledger.LedgerOutcome.RolledBack;
import dev.firn.catalog.ledger.LedgerOutcome.TableMissing;
import dev.firn.catalog.ledger.LedgerOutcome.TableReplaced;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.ledger.PlannedFiles.PlannedFile;
import dev.firn.catalog.table.EventTable;
import java.util.List;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds files to a table exactly once, whatever the catalog answers. Commits are numbered, and each
 * leaves its marker in the table; an attempt looks at the table anew, decides from what it sees,
 * and makes at most one commit. Blocking, for as long as a catalog's {@code Retry-After} says: to
 * be called on a thread of its own. One caller at a time for one table.
 *
 * <p>An outcome that is not known is returned as {@link Unknown}; the caller attempts the same
 * commit again until it is known, with back-off, and neither skips it nor deletes its files.
 */
public final class CommitLedger {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLedger.class);

  private final EventTable table;

  public CommitLedger(EventTable table) {
    this.table = table;
  }

  /**
   * Where the ledger stands.
   *
   * @throws NoSuchTableException when there is no table
   * @throws RuntimeException when the catalog cannot be asked
   */
  public LedgerView read() {
    TableSight sight = TableSight.of(table.freshOperations().current());
    return new LedgerView(
        sight.uuid(),
        sight.ledger().map(LedgerMarker::ledger).orElse(0L),
        sight.currentSnapshotId(),
        sight.currentSequenceNumber());
  }

  /** Makes one attempt at a planned commit. Never throws for what the catalog or store does. */
  public LedgerOutcome attempt(LedgerCommit commit) {
    try {
      return attempt(commit, table.freshOperations());
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return new TableMissing();
    } catch (RuntimeException e) {
      LOG.debug("Attempt at {} failed", commit.marker(), e);
      return new Unknown(describe(e));
    }
  }

  /**
   * Whether earlier commits are still in the table's history.
   *
   * @param anchor a snapshot known to hold all of them, -1 if none is
   * @throws NoSuchTableException when there is no table
   * @throws RuntimeException when the catalog cannot be asked
   */
  public LedgerExamination examine(long anchor, List<KeptCommit> kept) {
    return LedgerExamination.of(TableSight.of(table.freshOperations().current()), anchor, kept);
  }

  /**
   * Whether the rows of files are in the table, whatever its history says.
   *
   * @throws RuntimeException when the catalog or store cannot be asked
   */
  public RowsFound find(List<String> fileDescriptors) {
    TableOperations operations = table.freshOperations();
    TableMetadata base = operations.current();
    TableSight sight = TableSight.of(base);
    PlannedFiles files = PlannedFiles.read(fileDescriptors, base.specsById(), base.schema());
    int gone = files.misfits().size() + files.missing(operations.io()).size();
    int live =
        gone > 0
            ? 0
            : LiveRows.count(
                new BaseTable(operations, table.name()), operations.io(), files.files());
    return new RowsFound(
        sight.uuid(),
        sight.currentSnapshotId(),
        sight.currentSequenceNumber(),
        fileDescriptors.size(),
        live,
        gone);
  }

  private LedgerOutcome attempt(LedgerCommit commit, TableOperations operations) {
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
    LedgerDecision answer =
        decision instanceof AskRows ask ? askRows(commit, ask, files, operations) : decision;
    if (answer instanceof Add) {
      return add(commit, decision, files, operations);
    }
    return settle(commit, answer, files, operations);
  }

  /**
   * @param seen what was decided of the base; the commit is made on that base alone
   */
  private LedgerOutcome add(
      LedgerCommit commit, LedgerDecision seen, PlannedFiles files, TableOperations operations) {
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
      commitOnce(commit, seen, files, operations);
    } catch (RuntimeException e) {
      LOG.debug("Commit {} has no known outcome yet", commit.marker(), e);
      failure = describe(e);
      operations.refresh();
    }
    TableSight after = TableSight.of(operations.current());
    return LedgerDecision.of(commit, after) instanceof Done done
        ? committed(commit, done, after)
        : new Unknown(failure);
  }

  private static Committed committed(LedgerCommit commit, Done done, TableSight table) {
    return new Committed(
        commit.ledger(),
        done.snapshotId(),
        done.sequenceNumber(),
        commit.baseSnapshotId() == -1
            ? table.reachesRoot()
            : table.contains(commit.baseSnapshotId()));
  }

  private void commitOnce(
      LedgerCommit commit, LedgerDecision seen, PlannedFiles files, TableOperations operations) {
    TableOperations guarded =
        new GuardedTableOperations(
            operations,
            base -> requireAsSeen(commit, seen, base),
            after -> requireDone(commit, after));
    Transaction transaction = Transactions.newTransaction(table.name(), guarded);
    AppendFiles append = transaction.newAppend();
    files.files().stream().map(PlannedFile::file).forEach(append::appendFile);
    append.set(LedgerMarker.KEY, commit.marker().toString());
    append.commit();
    transaction.updateProperties().set(LedgerMarker.KEY, commit.marker().toString()).commit();
    transaction.commitTransaction();
  }

  private static void requireDone(LedgerCommit commit, TableMetadata after) {
    if (!(LedgerDecision.of(commit, TableSight.of(after)) instanceof Done)) {
      throw new IllegalStateException(
          "The catalog answered success, but " + commit.marker() + " cannot be read back");
    }
  }

  private static void requireAsSeen(LedgerCommit commit, LedgerDecision seen, TableMetadata base) {
    LedgerDecision decision = LedgerDecision.of(commit, TableSight.of(base));
    if (!decision.equals(seen)) {
      throw new IllegalStateException(
          "The ledger fails closed: " + commit.marker() + " does not follow, " + decision);
    }
  }

  private LedgerDecision askRows(
      LedgerCommit commit, AskRows ask, PlannedFiles files, TableOperations operations) {
    BaseTable seen = new BaseTable(operations, table.name());
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

  private static LedgerOutcome settle(
      LedgerCommit commit,
      LedgerDecision decision,
      PlannedFiles files,
      TableOperations operations) {
    TableSight sight = TableSight.of(operations.current());
    if (decision instanceof Undone) {
      return new RolledBack(
          commit.ledger(), sight.currentSnapshotId(), sight.currentSequenceNumber());
    }
    if (decision instanceof Returned returned) {
      return new LedgerOutcome.Returned(returned.reason());
    }
    if (decision instanceof Park park) {
      return new Parked(park.reason());
    }
    if (decision instanceof Done done) {
      List<String> missing = files.missing(operations.io());
      return missing.isEmpty()
          ? committed(commit, done, sight)
          : new Parked("committed files are gone from the store: " + missing);
    }
    throw new IllegalStateException("No way to settle " + decision);
  }

  private static String describe(RuntimeException error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
