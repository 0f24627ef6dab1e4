package dev.firn.catalog.ledger;

import dev.firn.catalog.ledger.LedgerOutcome.TableMissing;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.table.EventTable;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
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
      return new LedgerAttempt(table.name(), commit, table.freshOperations()).make();
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return new TableMissing();
    } catch (RuntimeException e) {
      LOG.debug("Attempt at {} failed", commit.marker(), e);
      return new Unknown(LedgerAttempt.describe(e));
    }
  }

  /**
   * Whether earlier commits are still in the table's history.
   *
   * @throws NoSuchTableException when there is no table
   * @throws RuntimeException when the catalog cannot be asked
   */
  public LedgerExamination examine(List<KeptCommit> kept) {
    return LedgerExamination.of(TableSight.of(table.freshOperations().current()), kept);
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
}
