package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Examination;
import dev.firn.sharding.TableCommits.Found;
import dev.firn.sharding.TableCommits.Rows;
import dev.firn.sharding.TableCommits.Sighting;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Settled;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Watches that commits stay in the table until they have settled. A commit that was read back on
 * top of the snapshot that held all before it proves that they are there; else, and from time to
 * time, the table is looked at. What is gone is journaled as lost and added again.
 */
final class Examinations {

  record ExamineDue() implements Command {}

  record Seen(long life, long ledger, Sighting sighting) implements Command {}

  record RowsSeen(long life, long ledger, Rows rows) implements Command {}

  record LookFailed(long life, Throwable cause) implements Command {}

  private final CommitterWork work;
  private final Consumer<CommitterState> next;
  private final BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced;
  private final ArrayDeque<Long> undecided = new ArrayDeque<>();
  private long anchor = -1;
  private long begunAt;
  private long seenSnapshot = -1;
  private long seenLedger;
  private int seenAt;
  private int doubts;
  private long verifiedAt;
  private long verifiedTicks;
  private boolean isLooking;
  private int failures;
  private @Nullable String trouble;
  private @Nullable Instant troubleSince;

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
  }

  /** What happened while nobody looked is found out at once. */
  void beginLife(CommitterState state) {
    isLooking = false;
    anchor = -1;
    failures = 0;
    undecided.clear();
    look(state);
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  Optional<Instant> troubleSince() {
    return Optional.ofNullable(troubleSince);
  }

  private void troubled(@Nullable String reason) {
    if (reason == null) {
      troubleSince = null;
    } else if (troubleSince == null) {
      troubleSince = Instant.ofEpochMilli(work.now());
    }
    trouble = reason;
  }

  /** Its base held everything before it, so it does too; else that is to be seen. */
  void afterCommit(CommitterState state, Planned plan, Committed committed, boolean isOnBase) {
    boolean isFirst = plan.baseSnapshotId() == -1;
    if (isOnBase && (isFirst || plan.baseSnapshotId() == anchor)) {
      anchor = committed.snapshotId();
      verified();
      schedule(state);
    } else {
      lookAtAll(state);
    }
  }

  /** What the last look has shown does not speak for everything that is kept. */
  void lookAtAll(CommitterState state) {
    anchor = -1;
    doubts++;
    look(state);
  }

  private void verified() {
    verifiedAt = work.now();
    verifiedTicks = work.ticks();
  }

  private void schedule(CommitterState state) {
    if (!state.settling().kept().isEmpty() && !work.timers.isTimerActive(ExamineDue.class)) {
      work.timers.startSingleTimer(ExamineDue.class, new ExamineDue(), work.settings.examine());
    }
  }

  Effect<CommitterEvent, CommitterState> onDue(CommitterState state) {
    boolean isFresh =
        anchor != -1 && work.ticks() - verifiedTicks < work.settings.examine().toMillis();
    if (!isFresh || failures > 0) {
      look(state);
      return work.effects.none();
    }
    return settle(state);
  }

  /** An operator has settled what was in doubt. */
  void clear(CommitterState state) {
    troubled(null);
    look(state);
  }

  /** Now, whatever the schedule says. */
  void look(CommitterState state) {
    if (isLooking || state.settling().kept().isEmpty() || state.replacedBy().isPresent()) {
      return;
    }
    isLooking = true;
    begunAt = work.now();
    seenAt = doubts;
    long life = work.life();
    long ledger = state.ledger();
    Examination examination =
        new Examination(
            anchor, state.settling().kept().stream().map(KeptLedger::toLookFor).toList());
    work.pipe(
        work.services.table().examine(examination),
        sighting -> new Seen(life, ledger, sighting),
        cause -> new LookFailed(life, cause));
  }

  Effect<CommitterEvent, CommitterState> onSeen(CommitterState state, Seen seen) {
    if (!work.isOfThisLife(seen.life())) {
      return work.effects.none();
    }
    Sighting sighting = seen.sighting();
    if (!sighting.tableUuid().equals(work.tableUuid)) {
      isLooking = false;
      return replaced.apply(state, sighting.tableUuid());
    }
    failures = 0;
    seenSnapshot = sighting.snapshotId();
    seenLedger = seen.ledger();
    undecided.addAll(sighting.undecided());
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
      return askRows(state);
    }
    return work.effects
        .persist(events)
        .thenRun((CommitterState after) -> work.context.getSelf().tell(new RowsDue(work.life())));
  }

  record RowsDue(long life) implements Command {}

  Effect<CommitterEvent, CommitterState> onRowsDue(CommitterState state, RowsDue due) {
    return work.isOfThisLife(due.life()) ? askRows(state) : work.effects.none();
  }

  /** One undecided commit after the other, then the look is over. */
  private Effect<CommitterEvent, CommitterState> askRows(CommitterState state) {
    Long ledger = undecided.peek();
    if (ledger == null) {
      return end(state);
    }
    Optional<KeptLedger> kept = state.settling().find(ledger);
    if (kept.isEmpty()) {
      undecided.remove();
      return askRows(state);
    }
    long life = work.life();
    CompletionStage<Rows> rows =
        work.services
            .journal()
            .read(work.persistenceId, kept.get().plannedNumber())
            .thenCompose(plan -> work.services.table().find(descriptors(plan)));
    work.pipe(
        rows, found -> new RowsSeen(life, ledger, found), cause -> new LookFailed(life, cause));
    return work.effects.none();
  }

  private static List<String> descriptors(Planned plan) {
    return plan.files().stream().map(PlannedFile::file).map(file -> file.descriptor()).toList();
  }

  Effect<CommitterEvent, CommitterState> onRowsSeen(CommitterState state, RowsSeen seen) {
    if (!work.isOfThisLife(seen.life())) {
      return work.effects.none();
    }
    Rows rows = seen.rows();
    undecided.remove();
    if (!rows.tableUuid().equals(work.tableUuid)) {
      isLooking = false;
      undecided.clear();
      return replaced.apply(state, rows.tableUuid());
    }
    if (rows.found() == Found.ALL) {
      return askRows(state);
    }
    if (rows.found() == Found.NONE) {
      work.context.getLog().error("commit gone from the table ledger={}", seen.ledger());
      return work.effects
          .persist(
              new Lost(
                  List.of(seen.ledger()), rows.snapshotId(), rows.sequenceNumber(), work.now()))
          .thenRun((CommitterState after) -> work.context.getSelf().tell(new RowsDue(work.life())));
    }
    seenSnapshot = -1;
    anchor = -1;
    String reason =
        "commit "
            + seen.ledger()
            + " is no longer in the table's history, and only some of its rows are in the table;"
            + " an operator is to accept that or to mend it";
    if (trouble().isEmpty()) {
      work.services.metrics().parked(reason);
    }
    troubled(reason);
    work.context.getLog().error("commit cannot settle ledger={} reason={}", seen.ledger(), reason);
    return askRows(state);
  }

  /** What was committed while it went on, it says nothing about. */
  private Effect<CommitterEvent, CommitterState> end(CommitterState state) {
    isLooking = false;
    if (seenSnapshot != -1 && seenLedger == state.ledger() && seenAt == doubts) {
      anchor = seenSnapshot;
      verified();
      troubled(null);
    }
    next.accept(state);
    schedule(state);
    return seenSnapshot == -1 ? settle(state) : settleSeen(state, begunAt);
  }

  Effect<CommitterEvent, CommitterState> onFailed(CommitterState state, LookFailed failed) {
    if (!work.isOfThisLife(failed.life())) {
      return work.effects.none();
    }
    isLooking = false;
    undecided.clear();
    failures++;
    Duration wait = work.backOff(failures);
    work.context
        .getLog()
        .warn("table cannot be looked at next-ms={} reason={}", wait.toMillis(), failed.cause());
    work.timers.startSingleTimer(ExamineDue.class, new ExamineDue(), wait);
    return work.effects.none();
  }

  /** What was seen in the table after the settle period is let go of. */
  private Effect<CommitterEvent, CommitterState> settle(CommitterState state) {
    schedule(state);
    return anchor == -1 ? work.effects.none() : settleSeen(state, verifiedAt);
  }

  /**
   * Commits go on while the table is looked at, so a look that takes longer than their interval
   * never speaks for all of them; it does for those that were old when it began.
   */
  private Effect<CommitterEvent, CommitterState> settleSeen(CommitterState state, long at) {
    if (trouble != null) {
      return work.effects.none();
    }
    return state
        .settling()
        .settledBefore(at - work.settings.settle().toMillis())
        .<Effect<CommitterEvent, CommitterState>>map(
            kept -> work.effects.persist(new Settled(kept.ledger(), work.now())))
        .orElseGet(() -> work.effects.none());
  }
}
