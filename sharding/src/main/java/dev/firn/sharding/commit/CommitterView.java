package dev.firn.sharding.commit;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** How a committer looks from outside. */
final class CommitterView {
  private final CommitterWork work;
  private final CommitAttempts attempts;
  private final CommitPlanning planning;
  private final Examinations examinations;
  private final FileIntake intake;

  CommitterView(
      CommitterWork work,
      CommitPlanning planning,
      CommitAttempts attempts,
      Examinations examinations,
      FileIntake intake) {
    this.work = work;
    this.planning = planning;
    this.attempts = attempts;
    this.examinations = examinations;
    this.intake = intake;
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
        .or(() -> troubles(state).flatMap(trouble -> trouble.reason().stream()).findFirst());
  }

  /** A parked plan is as old as its event, whatever the restarts since. */
  private Optional<Instant> troubleSince(CommitterState state) {
    return state
        .parked()
        .filter(parked -> parked.at() > 0)
        .map(parked -> Instant.ofEpochMilli(parked.at()))
        .or(() -> troubles(state).flatMap(trouble -> trouble.since().stream()).findFirst());
  }

  /** Those that need an operator first. */
  private Stream<Trouble> troubles(CommitterState state) {
    Stream<Trouble> open = state.plan().stream().map(plan -> attempts.trouble());
    Stream<Trouble> waiting =
        Stream.concat(Stream.of(planning.trouble()), intake.missing().stream());
    return Stream.of(forOperators(), open, waiting).flatMap(all -> all);
  }

  private Stream<Trouble> forOperators() {
    return Stream.concat(Stream.of(examinations.trouble()), intake.trouble().stream());
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
    if (state.parked().isPresent() || forOperators().anyMatch(Trouble::isThere)) {
      return Phase.PARKED;
    }
    if (troubles(state).anyMatch(Trouble::isThere)) {
      return Phase.UNDECIDED;
    }
    return state.plan().isEmpty() ? Phase.IDLE : Phase.COMMITTING;
  }
}
