package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Examination;
import dev.firn.sharding.TableCommits.Sighting;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.Settled;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.RowSearch.RowsFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Watches that commits stay in the table until they have settled. A commit that was read back on
 * top of the snapshot that held all before it proves that they are there; else, and from time to
 * time, the table is looked at. What is gone is journaled as lost and added again.
 */
final class Examinations {

  record ExamineDue() implements Command {}

  record Seen(long look, Sighting sighting) implements Command {}

  record LookFailed(long look, Throwable cause) implements Command {}

  private final CommitterWork work;
  private final Consumer<CommitterState> next;
  private final BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced;
  private final SeenCommits seen = new SeenCommits();
  private final TimeInTable time = new TimeInTable();
  private final Looks looks = new Looks();
  private final RowSearch rows;
  private List<Long> lookedFor = List.of();
  private long begunTicks;
  private long newest = SeenCommits.NOWHERE;
  private long verifiedTicks;
  private boolean isLooking;
  private int failures;

  /**
   * @param next called when there may be something to add again
   * @param replaced says what to do when another table is found
   */
  Examinations(
      CommitterWork work,
      Consumer<CommitterState> next,
      BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced) {
    this.work = work;
    this.next = next;
    this.replaced = replaced;
    this.rows = new RowSearch(work, seen, looks, this::end, this::otherTable);
  }

  /** What happened while nobody looked is found out at once. */
  void beginLife(CommitterState state) {
    newest = SeenCommits.NOWHERE;
    failures = 0;
    seen.forgetAll();
    time.beginLife();
    lookAnew(state);
  }

  RowSearch rows() {
    return rows;
  }

  /** Commits that cannot settle before an operator has looked. */
  Trouble trouble() {
    return rows.trouble();
  }

  /** Its base held everything before it, so it does too; else that is to be seen. */
  void afterCommit(CommitterState state, Planned plan, Committed committed, boolean isOnBase) {
    seen.commit(committed.ledger(), plan.baseSnapshotId(), committed.snapshotId(), isOnBase);
    time.keep(state.settling().kept(), work.ticks());
    if (verify(state, committed.snapshotId(), work.ticks())) {
      schedule(state);
    } else {
      look(state);
    }
  }

  private boolean verify(CommitterState state, long snapshotId, long ticks) {
    if (!seen.areAllIn(state.settling().kept(), snapshotId)) {
      newest = SeenCommits.NOWHERE;
      return false;
    }
    newest = snapshotId;
    verifiedTicks = ticks;
    return true;
  }

  private void schedule(CommitterState state) {
    if (!state.settling().kept().isEmpty() && !work.timers.isTimerActive(ExamineDue.class)) {
      work.timers.startSingleTimer(ExamineDue.class, new ExamineDue(), work.settings.examine());
    }
  }

  Effect<CommitterEvent, CommitterState> onDue(CommitterState state) {
    boolean isFresh =
        seen.areAllIn(state.settling().kept(), newest)
            && work.ticks() - verifiedTicks < work.settings.examine().toMillis();
    if (!isFresh || failures > 0) {
      look(state);
      return work.effects.none();
    }
    schedule(state);
    return settle(state, verifiedTicks);
  }

  /** An operator has settled what was in doubt. */
  void clear(CommitterState state) {
    rows.trouble().end();
    look(state);
  }

  /** Whatever look is under way: it may not have been at this table. */
  void lookAnew(CommitterState state) {
    isLooking = false;
    rows.clear();
    looks.begin();
    look(state);
  }

  /** Now, whatever the schedule says. */
  void look(CommitterState state) {
    List<KeptLedger> kept = state.settling().kept();
    if (isLooking || kept.isEmpty() || state.replacedBy().isPresent()) {
      return;
    }
    isLooking = true;
    begunTicks = work.ticks();
    time.keep(kept, begunTicks);
    rows.clear();
    seen.beginLook(kept);
    lookedFor = kept.stream().map(KeptLedger::ledger).toList();
    looks.begin();
    long look = looks.newest();
    Examination examination =
        new Examination(
            kept.stream().map(ledger -> ledger.toLookFor(seen.of(ledger.ledger()))).toList());
    work.pipe(
        work.services.table().examine(examination),
        sighting -> new Seen(look, sighting),
        cause -> new LookFailed(look, cause));
  }

  Effect<CommitterEvent, CommitterState> onSeen(CommitterState state, Seen answer) {
    if (!looks.isNewest(answer.look())) {
      return work.effects.none();
    }
    Sighting sighting = answer.sighting();
    if (!sighting.tableUuid().equals(work.tableUuid)) {
      return otherTable(state, sighting.tableUuid());
    }
    failures = 0;
    remember(sighting);
    List<CommitterEvent> events = new ArrayList<>();
    if (!sighting.lost().isEmpty()) {
      events.add(
          new Lost(sighting.lost(), sighting.snapshotId(), sighting.sequenceNumber(), work.now()));
      work.context.getLog().error("commits gone from the table ledgers={}", sighting.lost());
    }
    if (!sighting.dropped().isEmpty()) {
      events.add(new Dropped(sighting.dropped(), work.now()));
      work.context.getLog().info("commits dropped by an operator ledgers={}", sighting.dropped());
    }
    if (events.isEmpty()) {
      return rows.next(state);
    }
    return work.effects.persist(events).thenRun(rows::goOn);
  }

  private void remember(Sighting sighting) {
    seen.forget(sighting.lost());
    seen.forget(sighting.dropped());
    seen.forget(sighting.undecided());
    rows.add(sighting.undecided());
    lookedFor.stream()
        .filter(ledger -> !sighting.lost().contains(ledger))
        .filter(ledger -> !sighting.dropped().contains(ledger))
        .filter(ledger -> !sighting.undecided().contains(ledger))
        .forEach(ledger -> seen.see(ledger, sighting.snapshotId()));
  }

  private Effect<CommitterEvent, CommitterState> otherTable(CommitterState state, String uuid) {
    isLooking = false;
    rows.clear();
    return replaced.apply(state, uuid);
  }

  /** What was committed or came back while it went on, it says nothing about. */
  private Effect<CommitterEvent, CommitterState> end(CommitterState state) {
    isLooking = false;
    List<KeptLedger> kept = state.settling().kept();
    if (!kept.isEmpty()) {
      verify(state, seen.of(kept.get(0).ledger()), begunTicks);
    }
    next.accept(state);
    schedule(state);
    return settle(state, begunTicks);
  }

  Effect<CommitterEvent, CommitterState> onFailed(CommitterState state, LookFailed failed) {
    return failed(failed.look(), failed.cause());
  }

  Effect<CommitterEvent, CommitterState> onRowsFailed(CommitterState state, RowsFailed failed) {
    return failed(failed.look(), failed.cause());
  }

  private Effect<CommitterEvent, CommitterState> failed(long look, Throwable cause) {
    if (!looks.isNewest(look)) {
      return work.effects.none();
    }
    isLooking = false;
    rows.clear();
    failures++;
    Duration wait = work.backOff(failures);
    work.context
        .getLog()
        .warn(
            "table cannot be looked at next-ms={} reason={}",
            wait.toMillis(),
            String.valueOf(cause));
    work.timers.startSingleTimer(ExamineDue.class, new ExamineDue(), wait);
    return work.effects.none();
  }

  /**
   * What was known to be in the table at a moment after its settle period is let go of. Commits go
   * on while the table is looked at, so a look that takes longer than their interval never speaks
   * for all of them; it does for those that were old when it began.
   */
  private Effect<CommitterEvent, CommitterState> settle(CommitterState state, long ticks) {
    long begun = ticks - work.settings.settle().toMillis();
    return state
        .settling()
        .newestThrough(kept -> time.wasKept(kept, begun) && seen.isKnown(kept.ledger()))
        .<Effect<CommitterEvent, CommitterState>>map(
            kept -> work.effects.persist(new Settled(kept.ledger(), work.now())))
        .orElseGet(() -> work.effects.none());
  }
}
