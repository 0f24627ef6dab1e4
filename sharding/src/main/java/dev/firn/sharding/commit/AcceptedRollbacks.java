package dev.firn.sharding.commit;

import dev.firn.events.FailureText;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.RollbackAnswer.Accepted;
import dev.firn.sharding.RollbackAnswer.Refused;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * An operator's word that commits are to stay out of the table. What is being added at that moment
 * may land yet, and cannot be taken out of its plan. A commit that was found rolled back at once is
 * one of which its partitions have never heard: they go on sending its files. So these are read
 * from the journal and decided, as a plan that ends with being dropped: else they would come in as
 * new ones.
 */
final class AcceptedRollbacks {

  /** The files of commits that were meant and never heard of. */
  record UnheardRead(long life, AcceptRollback command, List<Planned> plans) implements Command {}

  record UnheardUnread(long life, AcceptRollback command, Throwable cause) implements Command {}

  /** An attempt may have ended meanwhile. */
  record AcceptDue(AcceptRollback command, long begunTicks) implements Command {}

  /** Longer than an attempt takes where nothing hangs, and shorter than the operator waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final CommitterWork work;
  private final CommitAttempts attempts;
  private final Examinations examinations;
  private final CommitterView view;
  private final Consumer<CommitterState> next;

  /**
   * @param next called when there may be something to plan
   */
  AcceptedRollbacks(
      CommitterWork work,
      CommitAttempts attempts,
      Examinations examinations,
      CommitterView view,
      Consumer<CommitterState> next) {
    this.work = work;
    this.attempts = attempts;
    this.examinations = examinations;
    this.view = view;
    this.next = next;
  }

  Effect<CommitterEvent, CommitterState> onAccept(CommitterState state, AcceptRollback command) {
    return onDue(state, new AcceptDue(command, work.ticks()));
  }

  /**
   * What is being attempted, as it is right after a start, will be known in a moment: the operator
   * is not sent away for that.
   */
  Effect<CommitterEvent, CommitterState> onDue(CommitterState state, AcceptDue due) {
    boolean isPatient = work.ticks() - due.begunTicks() < PATIENCE.toMillis();
    if (isPatient && attempts.isUnderWay() && isInPlan(state, due.command())) {
      work.timers.startSingleTimer(due, due, LOOK_AGAIN);
      return work.effects.none();
    }
    return accept(state, due.command());
  }

  private static boolean isInPlan(CommitterState state, AcceptRollback command) {
    return state
        .plan()
        .filter(plan -> isMeant(command, plan.ledger()) || isMeant(command, plan.again()))
        .isPresent();
  }

  private Effect<CommitterEvent, CommitterState> accept(
      CommitterState state, AcceptRollback command) {
    List<KeptLedger> unheard = state.plan().isEmpty() ? unheard(state, command) : List.of();
    if (unheard.isEmpty()) {
      return accept(command, state, List.of());
    }
    long life = work.life();
    work.pipe(
        read(unheard),
        plans -> new UnheardRead(life, command, plans),
        cause -> new UnheardUnread(life, command, cause));
    return work.effects.none();
  }

  private static List<KeptLedger> unheard(CommitterState state, AcceptRollback command) {
    return state.settling().unheard().stream()
        .filter(gone -> isMeant(command, gone.ledger()))
        .toList();
  }

  private CompletionStage<List<Planned>> read(List<KeptLedger> unheard) {
    List<CompletableFuture<Planned>> plans =
        unheard.stream()
            .map(gone -> work.services.journal().read(work.persistenceId, gone.plannedNumber()))
            .map(CompletionStage::toCompletableFuture)
            .toList();
    return CompletableFuture.allOf(plans.toArray(CompletableFuture[]::new))
        .thenApply(done -> plans.stream().map(CompletableFuture::join).toList());
  }

  /** What was read meanwhile to be added again is in the open plan. */
  Effect<CommitterEvent, CommitterState> onRead(CommitterState state, UnheardRead read) {
    boolean isOfNow = work.isOfThisLife(read.life()) && state.plan().isEmpty();
    return accept(read.command(), state, isOfNow ? read.plans() : List.of());
  }

  Effect<CommitterEvent, CommitterState> onUnread(CommitterState state, UnheardUnread unread) {
    unread
        .command()
        .replyTo()
        .tell(
            new Refused(
                "the files of these commits cannot be read: " + FailureText.of(unread.cause())));
    return work.effects.none();
  }

  /**
   * @param plans under which commits were added that nobody has heard of; others are left alone
   */
  private Effect<CommitterEvent, CommitterState> accept(
      AcceptRollback command, CommitterState state, List<Planned> plans) {
    List<Long> readNumbers = plans.stream().map(Planned::ledger).toList();
    Optional<Long> inPlan = state.plan().map(Planned::again).filter(again -> again > 0);
    boolean isPlanFree = state.parked().isPresent() && !attempts.isUnderWay();
    List<Long> unknown =
        unheard(state, command).stream()
            .map(KeptLedger::ledger)
            .filter(number -> !readNumbers.contains(number))
            .filter(number -> !inPlan.equals(Optional.of(number)))
            .toList();
    List<Long> numbers =
        state.settling().among(command.from(), command.through()).stream()
            .filter(number -> isPlanFree || !inPlan.equals(Optional.of(number)))
            .filter(number -> !unknown.contains(number))
            .toList();
    if (numbers.isEmpty()) {
      command.replyTo().tell(new Refused(whyNone(state, command, inPlan.orElse(0L), unknown)));
      return work.effects.none();
    }
    return drop(state, command, plans, numbers);
  }

  private Effect<CommitterEvent, CommitterState> drop(
      CommitterState state, AcceptRollback command, List<Planned> plans, List<Long> numbers) {
    GoneLedgers accepted = new GoneLedgers();
    numbers.forEach(accepted::add);
    work.context.getLog().info("rollback accepted by an operator ledgers={}", numbers);
    List<CommitterEvent> events = new ArrayList<>();
    for (Planned plan : plans) {
      if (numbers.contains(plan.ledger())) {
        events.add(plan.anew(state.ledger() + 1));
        events.add(new Dropped(List.of(plan.ledger()), work.now()));
      }
    }
    events.add(new Dropped(numbers, work.now()));
    return work.effects
        .persist(events)
        .thenRun(
            (CommitterState after) -> {
              examinations.clear(after);
              next.accept(after);
              command.replyTo().tell(answer(after, accepted));
            });
  }

  private RollbackAnswer answer(CommitterState state, GoneLedgers accepted) {
    return new Accepted(accepted.ranges(), view.of(state));
  }

  private static String whyNone(
      CommitterState state, AcceptRollback command, long beingAdded, List<Long> unknown) {
    if (isMeant(command, beingAdded) || !unknown.isEmpty()) {
      return "commit "
          + (isMeant(command, beingAdded) ? beingAdded : unknown.get(0))
          + " is being added again at this moment; ask again later";
    }
    long open = state.plan().map(Planned::ledger).orElse(0L);
    if (isMeant(command, open)) {
      return "commit " + open + " is open: whether it has landed is not known yet; ask again later";
    }
    return "none of the commits "
        + command.from()
        + " to "
        + command.through()
        + " is watched: they have settled, are out of the table under these numbers already, or"
        + " never were; the newest is "
        + state.ledger();
  }

  private static boolean isMeant(AcceptRollback command, long ledger) {
    return ledger > 0 && command.from() <= ledger && ledger <= command.through();
  }
}
