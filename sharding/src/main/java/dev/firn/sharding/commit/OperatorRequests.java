package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/** What operators ask of a committer. */
final class OperatorRequests {
  private final CommitterWork work;
  private final CommitAttempts attempts;
  private final Examinations examinations;
  private final ReplacedTable replaced;
  private final FileIntake intake;
  private final CommitterView view;
  private final Consumer<CommitterState> next;

  /**
   * @param next called when there may be something to plan
   */
  OperatorRequests(
      CommitterWork work,
      CommitAttempts attempts,
      Examinations examinations,
      ReplacedTable replaced,
      FileIntake intake,
      CommitterView view,
      Consumer<CommitterState> next) {
    this.work = work;
    this.attempts = attempts;
    this.examinations = examinations;
    this.replaced = replaced;
    this.intake = intake;
    this.view = view;
    this.next = next;
  }

  Effect<CommitterEvent, CommitterState> onDescribe(CommitterState state, Describe question) {
    question.replyTo().tell(view.of(state));
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onResume(CommitterState state, Resume command) {
    work.context.getLog().info("resumed by an operator ledger={}", state.ledger());
    intake.resume();
    replaced.look(state);
    attempts.resume(state);
    examinations.look(state);
    command.replyTo().tell(view.of(state));
    return work.effects.none();
  }

  /** What is being added at this moment may land yet: it cannot be taken out of the plan. */
  Effect<CommitterEvent, CommitterState> onAcceptRollback(
      CommitterState state, AcceptRollback command) {
    boolean isPlanFree = state.parked().isPresent() && !attempts.isUnderWay();
    long beingAdded = isPlanFree ? 0 : state.plan().map(Planned::again).orElse(0L);
    List<Long> numbers =
        state.settling().among(command.from(), command.through()).stream()
            .filter(number -> number != beingAdded)
            .toList();
    work.context.getLog().info("rollback accepted by an operator ledgers={}", numbers);
    if (numbers.isEmpty()) {
      command.replyTo().tell(view.of(state));
      return work.effects.none();
    }
    return work.effects
        .persist(new Dropped(numbers, work.now()))
        .thenRun(
            (CommitterState after) -> {
              examinations.clear(after);
              next.accept(after);
              command.replyTo().tell(view.of(after));
            });
  }
}
