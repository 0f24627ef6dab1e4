package dev.firn.sharding.commit;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import java.time.Instant;
import java.util.Optional;

/** How a committer looks from outside. */
final class CommitterView {
  private final CommitterWork work;
  private final CommitAttempts attempts;
  private final Examinations examinations;

  CommitterView(CommitterWork work, CommitAttempts attempts, Examinations examinations) {
    this.work = work;
    this.attempts = attempts;
    this.examinations = examinations;
  }

  CommitterStatus of(CommitterState state) {
    return new CommitterStatus(
        work.tableUuid,
        phase(state),
        state.ledger(),
        state.snapshotId(),
        state.plan().map(this::describe),
        trouble(state),
        troubleSince(state),
        work.pending.size(),
        work.pending.rows(),
        state.settling().kept().size() + state.settling().lost().size(),
        state.settling().lost().size(),
        state.settling().gone(),
        state.readdedFiles());
  }

  private Optional<String> trouble(CommitterState state) {
    return state
        .replacedBy()
        .map(uuid -> "the table was replaced by " + uuid)
        .or(() -> state.parked().map(Parked::reason))
        .or(() -> state.plan().flatMap(plan -> attempts.trouble()))
        .or(examinations::trouble);
  }

  /** A parked plan is as old as its event, whatever the restarts since. */
  private Optional<Instant> troubleSince(CommitterState state) {
    return state
        .parked()
        .filter(parked -> parked.at() > 0)
        .map(parked -> Instant.ofEpochMilli(parked.at()))
        .or(
            () ->
                state
                    .plan()
                    .flatMap(plan -> attempts.trouble())
                    .map(trouble -> attempts.troubleSince()))
        .or(examinations::troubleSince);
  }

  private OpenPlan describe(Planned plan) {
    return new OpenPlan(
        plan.ledger(),
        plan.commitId(),
        plan.files().size(),
        plan.rows(),
        plan.again(),
        attempts.attempts(),
        attempts.plannedAt(),
        plan.baseSequenceNumber());
  }

  private Phase phase(CommitterState state) {
    if (state.replacedBy().isPresent()) {
      return Phase.REPLACED;
    }
    if (state.parked().isPresent() || examinations.trouble().isPresent()) {
      return Phase.PARKED;
    }
    if (state.plan().isEmpty()) {
      return Phase.IDLE;
    }
    return attempts.trouble().isPresent() ? Phase.UNDECIDED : Phase.COMMITTING;
  }
}
