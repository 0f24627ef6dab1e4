package dev.firn.sharding.commit;

import dev.firn.events.FailureText;
import dev.firn.sharding.TableCommits.Outcome.Overtaken;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * A plan that was given up is found in the table under the number of the open one: a request of an
 * earlier life was carried out late. It is read back from the journal and takes the open plan's
 * place, to be seen through like any other. The files of the one that it replaces were never added;
 * their partitions send them again, or are told that the rows are there.
 */
final class LateLandings {

  record PlanRead(long life, Planned plan) implements Command {}

  record PlanUnread(long life, Throwable cause) implements Command {}

  private final CommitterWork work;
  private final BiConsumer<CommitterState, Planned> takenUp;
  private final BiConsumer<CommitterState, String> failed;

  /**
   * @param takenUp called when the plan is open again
   * @param failed called with the reason when the journal cannot be read: it is to be looked again
   */
  LateLandings(
      CommitterWork work,
      BiConsumer<CommitterState, Planned> takenUp,
      BiConsumer<CommitterState, String> failed) {
    this.work = work;
    this.takenUp = takenUp;
    this.failed = failed;
  }

  /** Empty where it is no plan of this committer's. */
  Optional<Effect<CommitterEvent, CommitterState>> takeUp(CommitterState state, Overtaken outcome) {
    return state
        .givenUp()
        .find(outcome.marker())
        .map(
            plan -> {
              work.context
                  .getLog()
                  .warn("a commit that was given up has landed marker={}", plan.marker());
              long life = work.life();
              work.pipe(
                  work.services.journal().read(work.persistenceId, plan.plannedNumber()),
                  read -> new PlanRead(life, read),
                  cause -> new PlanUnread(life, cause));
              return work.effects.none();
            });
  }

  Effect<CommitterEvent, CommitterState> onRead(CommitterState state, PlanRead read) {
    boolean isExpected =
        work.isOfThisLife(read.life()) && state.givenUp().find(read.plan().marker()).isPresent();
    if (!isExpected || state.replacedBy().isPresent()) {
      return work.effects.none();
    }
    return work.effects
        .persist(read.plan())
        .thenRun((CommitterState after) -> takenUp.accept(after, read.plan()));
  }

  Effect<CommitterEvent, CommitterState> onUnread(CommitterState state, PlanUnread unread) {
    if (work.isOfThisLife(unread.life())) {
      failed.accept(state, FailureText.of(unread.cause()));
    }
    return work.effects.none();
  }
}
