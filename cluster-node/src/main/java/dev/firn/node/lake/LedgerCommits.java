package dev.firn.node.lake;

import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerMarker;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.sharding.TableCommits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The table's commit ledger, asked on threads that a slow catalog may hold. */
final class LedgerCommits implements TableCommits {
  private final CommitLedger ledger;
  private final TableRefresh refresh;
  private final Executor commitThreads;

  LedgerCommits(CommitLedger ledger, TableRefresh refresh, Executor commitThreads) {
    this.ledger = ledger;
    this.refresh = refresh;
    this.commitThreads = commitThreads;
  }

  @Override
  public CompletionStage<Ledger> read() {
    return CompletableFuture.supplyAsync(() -> view(ledger.read()), commitThreads);
  }

  private static Ledger view(LedgerView view) {
    return new Ledger(view.tableUuid(), view.ledger(), view.snapshotId(), view.sequenceNumber());
  }

  @Override
  public CompletionStage<Outcome> attempt(Plan plan) {
    return CompletableFuture.supplyAsync(
        () -> outcome(plan, attemptOnce(commit(plan))), commitThreads);
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
      return new Outcome.Committed(committed.snapshotId(), committed.sequenceNumber());
    } else if (outcome instanceof LedgerOutcome.Unknown unknown) {
      return new Outcome.Unknown(unknown.reason(), Optional.empty());
    } else if (outcome instanceof LedgerOutcome.RolledBack rolledBack) {
      return new Outcome.RolledBack("ledger " + rolledBack.ledger() + " is no longer in the table");
    } else if (outcome instanceof LedgerOutcome.NeedsRewrite rewrite) {
      List<Integer> files =
          rewrite.fileDescriptors().stream().map(plan.descriptors()::indexOf).toList();
      return new Outcome.Unusable(files, rewrite.reason());
    } else if (outcome instanceof LedgerOutcome.TableReplaced replaced) {
      return new Outcome.TableReplaced(replaced.newUuid());
    } else if (outcome instanceof LedgerOutcome.Parked parked) {
      return new Outcome.Park(parked.reason());
    }
    // A missing table may come back: nothing is skipped, the buffers hold on until it does.
    return new Outcome.Unknown("the table is missing", Optional.empty());
  }
}
