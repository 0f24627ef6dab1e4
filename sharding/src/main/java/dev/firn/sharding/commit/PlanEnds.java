package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Outcome;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/** How a plan ends: what is journaled, and who is told. Part of the committer's actor. */
final class PlanEnds {

  /** What the rest of the committer does when a plan has come to its end. */
  interface Others {
    void committed(CommitterState state, Planned plan, Committed event, boolean isOnBase);

    /** What was lost is back, by somebody's hand. */
    void returned(CommitterState state);

    Effect<CommitterEvent, CommitterState> replaced(CommitterState state, String newUuid);
  }

  private final CommitterWork work;
  private final Others others;
  private final Consumer<CommitterState> ended;
  private final BiConsumer<CommitterState, Planned> attempt;

  /**
   * @param ended called when a plan no longer stands in the way of the next
   * @param attempt called with what is left of a plan
   */
  PlanEnds(
      CommitterWork work,
      Others others,
      Consumer<CommitterState> ended,
      BiConsumer<CommitterState, Planned> attempt) {
    this.work = work;
    this.others = others;
    this.ended = ended;
    this.attempt = attempt;
  }

  Effect<CommitterEvent, CommitterState> committed(
      CommitterState state, Planned plan, Outcome.Committed outcome, int attempts, Duration took) {
    Committed event =
        new Committed(plan.ledger(), outcome.snapshotId(), outcome.sequenceNumber(), work.now());
    return work.effects
        .persist(withItsFiles(state, plan, event))
        .thenRun(
            (CommitterState after) -> {
              announce(plan, event, attempts, took);
              others.committed(after, plan, event, outcome.isOnBase());
              ended.accept(after);
            });
  }

  /** A plan of version 1, or one whose place in the journal is not known, is journaled anew. */
  private static List<CommitterEvent> withItsFiles(
      CommitterState state, Planned plan, CommitterEvent event) {
    return state.isPlanJournaled() ? List.of(event) : List.of(plan, event);
  }

  private void announce(Planned plan, Committed event, int attempts, Duration took) {
    int files = plan.files().size();
    work.services.metrics().committed(files, plan.rows(), took, attempts);
    if (plan.again() > 0) {
      work.services.metrics().readded(files, plan.rows());
    }
    work.context
        .getLog()
        .info(
            "committed ledger={} snapshot={} files={} rows={} ms={} attempts={} waiting={} again={}",
            plan.ledger(),
            event.snapshotId(),
            files,
            plan.rows(),
            took.toMillis(),
            attempts,
            work.pending.size(),
            plan.again());
    for (PlannedFile file : plan.files()) {
      work.pending.tell(
          file.partition(),
          new FilesCommitted(file.epoch(), file.to(), event.ledger(), event.snapshotId()));
    }
  }

  /** Its files are added again as they are; the partitions go on waiting for that. */
  Effect<CommitterEvent, CommitterState> rolledBack(
      CommitterState state, Planned plan, Outcome.RolledBack outcome) {
    work.context
        .getLog()
        .error("commit rolled back ledger={} reason={}", plan.ledger(), outcome.reason());
    RolledBack event =
        new RolledBack(
            plan.ledger(), outcome.snapshotId(), outcome.sequenceNumber(), outcome.reason());
    return work.effects.persist(withItsFiles(state, plan, event)).thenRun(ended::accept);
  }

  Effect<CommitterEvent, CommitterState> returned(Planned plan, String reason) {
    work.context
        .getLog()
        .warn(
            "commit not needed ledger={} again={} reason={}", plan.ledger(), plan.again(), reason);
    return work.effects
        .persist(new Returned(plan.again(), reason, work.now()))
        .thenRun(
            (CommitterState state) -> {
              others.returned(state);
              ended.accept(state);
            });
  }

  Effect<CommitterEvent, CommitterState> replaced(CommitterState state, String newUuid) {
    return others.replaced(state, newUuid);
  }

  /** Rows that are in no journal any more cannot be written anew: then an operator has to look. */
  Optional<String> cannotBeAddedAgain(
      CommitterState state, Planned plan, Outcome.Unusable unusable) {
    return state.isAnyBehindItsMark(refused(plan, unusable))
        ? Optional.of(
            "files of commit "
                + plan.again()
                + " were rolled back and cannot be added again: "
                + unusable.reason())
        : Optional.empty();
  }

  private static List<PlannedFile> refused(Planned plan, Outcome.Unusable unusable) {
    return unusable.files().stream().map(plan.files()::get).toList();
  }

  /** What is left is journaled as a plan of its own: it may have to be read back. */
  Effect<CommitterEvent, CommitterState> unusable(Planned plan, Outcome.Unusable unusable) {
    List<PlannedFile> refused = refused(plan, unusable);
    String reason = unusable.reason();
    Tombstoned event =
        new Tombstoned(
            refused.stream().map(PlannedFile::flushId).toList(),
            UUID.randomUUID().toString(),
            reason);
    work.context
        .getLog()
        .error("files refused ledger={} files={} reason={}", plan.ledger(), refused.size(), reason);
    List<CommitterEvent> events = new ArrayList<>(List.of(event));
    Planned rest = PlanAfterRefusal.of(plan, event);
    if (rest != null) {
      events.add(rest);
    }
    return work.effects
        .persist(events)
        .thenRun(
            (CommitterState state) -> {
              refused.forEach(
                  file ->
                      work.pending.tell(
                          file.partition(), new FileRefused(file.epoch(), file.flushId(), reason)));
              state
                  .plan()
                  .ifPresentOrElse(open -> attempt.accept(state, open), () -> ended.accept(state));
            });
  }
}
