package dev.firn.node.lake;

import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.KeptCommit;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerExamination;
import dev.firn.catalog.ledger.LedgerMarker;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.catalog.ledger.RowsFound;
import dev.firn.sharding.TableCommits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table's commit ledger, asked on threads that a slow catalog may hold for a while. */
final class LedgerCommits implements TableCommits {
  private final CommitLedger ledger;
  private final TableRefresh refresh;
  private final BoundedCalls calls;

  LedgerCommits(CommitLedger ledger, TableRefresh refresh, BoundedCalls calls) {
    this.ledger = ledger;
    this.refresh = refresh;
    this.calls = calls;
  }

  @Override
  public CompletionStage<Ledger> read() {
    return calls.call(() -> view(ledger.read()));
  }

  private static Ledger view(LedgerView view) {
    return new Ledger(view.tableUuid(), view.ledger(), view.snapshotId(), view.sequenceNumber());
  }

  @Override
  public CompletionStage<Outcome> attempt(Plan plan) {
    return calls.call(() -> outcome(plan, attemptOnce(commit(plan))));
  }

  @Override
  public CompletionStage<Sighting> examine(Examination examination) {
    List<KeptCommit> kept = examination.kept().stream().map(LedgerCommits::kept).toList();
    return calls.call(() -> sighting(ledger.examine(kept)));
  }

  private static KeptCommit kept(Kept kept) {
    return new KeptCommit(
        kept.ledger(),
        kept.markers().stream().map(LedgerMarker::parse).toList(),
        kept.baseSequenceNumber(),
        kept.seenIn());
  }

  private static Sighting sighting(LedgerExamination seen) {
    return new Sighting(
        seen.tableUuid(),
        seen.snapshotId(),
        seen.sequenceNumber(),
        seen.lost(),
        seen.dropped(),
        seen.undecided());
  }

  @Override
  public CompletionStage<Rows> find(List<String> descriptors) {
    return calls.call(() -> rows(ledger.find(descriptors)));
  }

  private static Rows rows(RowsFound rows) {
    Found found = rows.isAll() ? Found.ALL : rows.isNone() ? Found.NONE : Found.SOME;
    return new Rows(rows.tableUuid(), rows.snapshotId(), rows.sequenceNumber(), found);
  }

  /** Files that no longer fit were written for a table that has changed since. */
  private LedgerOutcome attemptOnce(LedgerCommit commit) {
    LedgerOutcome outcome = ledger.attempt(commit);
    if (outcome instanceof LedgerOutcome.NeedsRewrite rewrite) {
      refresh.after(rewrite.reason());
    }
    return outcome;
  }

  private static LedgerCommit commit(Plan plan) {
    return new LedgerCommit(
        plan.tableUuid(),
        plan.ledger(),
        plan.commitId(),
        plan.descriptors(),
        plan.baseSnapshotId(),
        plan.baseSequenceNumber(),
        plan.undone().stream().map(LedgerMarker::parse).toList());
  }

  static Outcome outcome(Plan plan, LedgerOutcome outcome) {
    if (outcome instanceof LedgerOutcome.Committed committed) {
      return new Outcome.Committed(
          committed.snapshotId(), committed.sequenceNumber(), committed.isOnBase());
    } else if (outcome instanceof LedgerOutcome.Unknown unknown) {
      return new Outcome.Unknown(unknown.reason(), Optional.empty());
    } else if (outcome instanceof LedgerOutcome.RolledBack rolledBack) {
      return new Outcome.RolledBack(
          rolledBack.snapshotId(),
          rolledBack.sequenceNumber(),
          "ledger " + rolledBack.ledger() + " is no longer in the table");
    } else if (outcome instanceof LedgerOutcome.Returned returned) {
      return new Outcome.Returned(returned.reason());
    } else if (outcome instanceof LedgerOutcome.NeedsRewrite rewrite) {
      List<Integer> files =
          rewrite.fileDescriptors().stream().map(plan.descriptors()::indexOf).toList();
      return new Outcome.Unusable(files, rewrite.reason());
    } else if (outcome instanceof LedgerOutcome.TableReplaced replaced) {
      return new Outcome.TableReplaced(replaced.newUuid());
    } else if (outcome instanceof LedgerOutcome.Overtaken overtaken) {
      return new Outcome.Overtaken(overtaken.by().toString(), overtaken.reason());
    } else if (outcome instanceof LedgerOutcome.Parked parked) {
      return new Outcome.Park(parked.reason());
    }
    // A missing table may come back: nothing is skipped, the buffers hold on until it does.
    return new Outcome.Unknown("the table is missing", Optional.empty());
  }
}
