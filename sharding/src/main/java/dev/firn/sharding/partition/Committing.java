package dev.firn.sharding.partition;

import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.EpochClosed;
import dev.firn.sharding.commit.CommitterProtocol.EpochRefused;
import dev.firn.sharding.commit.CommitterProtocol.FileCut;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.FilesConflict;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.partition.PartitionEvent.FlushAborted;
import dev.firn.sharding.partition.PartitionEvent.Flushed;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Hands written files to the table's committer until there is a verdict on each, and tells those
 * who wait for their rows to be in the table.
 */
final class Committing {

  record Judged(Verdict verdict) implements Command {}

  record ResendDue() implements Command {}

  record PatienceOver(AwaitCommitted waiter) implements Command {}

  /** The table was looked at, so that what was refused can be written anew. */
  record TableLookedAt(long life) implements Command {}

  private final PartitionWork work;
  private final IdRunMerging merging;
  private final Consumer<PartitionState> rearm;
  private final ActorRef<Verdict> verdicts;
  private final Map<String, IdRun> preparedRuns = new HashMap<>();
  private final List<AwaitCommitted> waiters = new ArrayList<>();
  private final Consumer<PartitionState> sleep;
  private long closedEpoch;
  private Cut cut = Cut.NONE;

  /**
   * @param sleep called when the committer knows that the last epoch is over
   */
  Committing(
      PartitionWork work,
      IdRunMerging merging,
      Consumer<PartitionState> rearm,
      Consumer<PartitionState> sleep) {
    this.work = work;
    this.merging = merging;
    this.rearm = rearm;
    this.sleep = sleep;
    this.verdicts = work.context.messageAdapter(Verdict.class, Judged::new);
  }

  /** The timers of those who wait are gone with the earlier life: they are told how it stands. */
  void beginLife(PartitionState state) {
    preparedRuns.clear();
    closedEpoch = 0;
    cut = Cut.NONE;
    waiters.forEach(waiter -> waiter.replyTo().tell(state.locate(waiter.position())));
    waiters.clear();
  }

  /** The run of ids that will answer for a prepared flush once it is committed. */
  void add(String flushId, IdRun run) {
    preparedRuns.put(flushId, run);
  }

  void addAll(Map<String, IdRun> runs) {
    preparedRuns.putAll(runs);
  }

  /**
   * Everything that has no verdict yet, in order; again and again until there is one. Files for
   * another table wait until those before them are decided: the other committer takes up the
   * sequence where the one before has left it.
   */
  void sendFiles(PartitionState state) {
    List<PreparedFlush> prepared = state.backlog().prepared();
    if (prepared.isEmpty()) {
      work.timers.cancel(ResendDue.class);
      return;
    }
    String table = prepared.get(0).file().tableUuid();
    List<PendingFile> files =
        prepared.stream()
            .takeWhile(flush -> flush.file().tableUuid().equals(table))
            .map(flush -> new PendingFile(flush.flushId(), flush.from(), flush.to(), flush.file()))
            .toList();
    work.services
        .committers()
        .apply(table)
        .tell(new AddFiles(work.id, state.epoch(), state.flushedThrough(), files, verdicts));
    work.timers.startSingleTimer(ResendDue.class, new ResendDue(), work.settings.resendAfter());
  }

  Effect<PartitionEvent, PartitionState> onResendDue(PartitionState state) {
    sendFiles(state);
    return work.effects.none();
  }

  Effect<PartitionEvent, PartitionState> onJudged(PartitionState state, Judged judged) {
    if (judged.verdict() instanceof FilesCommitted committed) {
      return onCommitted(state, committed);
    } else if (judged.verdict() instanceof FileRefused refused) {
      return onRefused(state, refused);
    } else if (judged.verdict() instanceof EpochClosed closed) {
      return onEpochClosed(state, closed);
    } else if (judged.verdict() instanceof EpochRefused refused) {
      return refused.epoch() == state.epoch()
          ? work.fail("go on in its epoch", new IllegalStateException(refused.reason()))
          : work.effects.none();
    }
    return onMisfit(state, judged.verdict());
  }

  /** A file that begins in the table and ends outside of it. */
  private Effect<PartitionEvent, PartitionState> onMisfit(PartitionState state, Verdict verdict) {
    if (verdict instanceof FileCut misfit) {
      cut = misfit.epoch() == state.epoch() ? new Cut(misfit.epoch(), misfit.through()) : cut;
      return onRefused(
          state, new FileRefused(misfit.epoch(), misfit.flushId(), "it is in the table in part"));
    } else if (verdict instanceof FilesConflict conflict) {
      work.context.getLog().error("files wait partition={} reason={}", work.id, conflict.reason());
      return work.effects.none();
    }
    throw new IllegalStateException("A verdict nobody expected: " + verdict);
  }

  /** What the next file is to hold; none lies astride of where the committer has cut one. */
  List<AppendRef> nextFile(PartitionState state) {
    return cut.of(state.epoch(), state.backlog().nextFile(work.settings.maxOpenedBytes()));
  }

  private Effect<PartitionEvent, PartitionState> onRefused(
      PartitionState state, FileRefused refused) {
    if (refused.epoch() != state.epoch()
        || state.backlog().preparedFlush(refused.flushId()).isEmpty()
        || work.deduplication() == null) {
      return work.effects.none();
    }
    return abort(refused.flushId(), refused.reason());
  }

  /** The rows of a file that will never be in the table are written anew. */
  Effect<PartitionEvent, PartitionState> abort(String flushId, String reason) {
    work.context
        .getLog()
        .warn("flush refused partition={} flush={} reason={}", work.id, flushId, reason);
    return work.effects
        .persist(new FlushAborted(flushId, reason))
        .thenRun(
            (PartitionState after) -> {
              preparedRuns.remove(flushId);
              lookAtTable(reason);
            });
  }

  /** What explains a refusal is most often a change of the table that this node has not seen. */
  private void lookAtTable(String reason) {
    long life = work.life();
    work.pipe(
        work.services.dataFiles().refresh(reason),
        done -> new TableLookedAt(life),
        failure -> new TableLookedAt(life));
  }

  Effect<PartitionEvent, PartitionState> onTableLookedAt(
      PartitionState state, TableLookedAt looked) {
    if (work.isOfThisLife(looked.life())) {
      sendFiles(state);
      rearm.accept(state);
    }
    return work.effects.none();
  }

  private Effect<PartitionEvent, PartitionState> onCommitted(
      PartitionState state, FilesCommitted committed) {
    Deduplication seen = work.deduplication();
    List<PreparedFlush> done = state.backlog().committable(committed.through());
    if (committed.epoch() != state.epoch() || done.isEmpty() || seen == null) {
      return work.effects.none();
    }
    List<AppendRef> committedRefs = state.backlog().through(done.get(done.size() - 1).to());
    List<PartitionEvent> events = new ArrayList<>();
    for (PreparedFlush flush : done) {
      events.add(
          new Flushed(flush.flushId(), committed.ledger(), committed.snapshotId(), work.now()));
    }
    return work.effects
        .persist(events)
        .thenRun(
            (PartitionState after) -> {
              done.forEach(flush -> letGo(flush, seen));
              committedRefs.forEach(
                  ref ->
                      work.services
                          .cache()
                          .remove(work.id, after.epoch(), ref.append(), ref.batchId()));
              answerWaiters(after);
              merging.mergeIfMany(after);
              if (after.backlog().prepared().isEmpty()) {
                work.timers.cancel(ResendDue.class);
              }
              rearm.accept(after);
            });
  }

  private void letGo(PreparedFlush flush, Deduplication seen) {
    IdRun run = preparedRuns.remove(flush.flushId());
    if (run != null) {
      seen.flushed(run, flush.to());
    }
  }

  // --- those who wait

  /** Whether somebody waits for rows that are in no file yet. */
  boolean isAwaited(PartitionState state) {
    return waiters.stream()
        .anyMatch(waiter -> state.locate(waiter.position()) instanceof Whereabouts.Buffered);
  }

  Effect<PartitionEvent, PartitionState> onAwait(PartitionState state, AwaitCommitted question) {
    Whereabouts whereabouts = state.locate(question.position());
    if (isSettled(whereabouts)) {
      question.replyTo().tell(whereabouts);
      return work.effects.none();
    }
    waiters.add(question);
    work.timers.startSingleTimer(question, new PatienceOver(question), question.patience());
    rearm.accept(state);
    return work.effects.none();
  }

  Effect<PartitionEvent, PartitionState> onPatienceOver(PartitionState state, PatienceOver over) {
    if (waiters.remove(over.waiter())) {
      over.waiter().replyTo().tell(state.locate(over.waiter().position()));
    }
    return work.effects.none();
  }

  /** Rows were set aside: no commit follows that would see to what this leaves behind. */
  void rowsRejected(PartitionState state) {
    answerWaiters(state);
    merging.mergeIfMany(state);
  }

  /** Tells those who wait for what is settled now. */
  private void answerWaiters(PartitionState state) {
    waiters.removeIf(
        waiter -> {
          Whereabouts whereabouts = state.locate(waiter.position());
          if (!isSettled(whereabouts)) {
            return false;
          }
          waiter.replyTo().tell(whereabouts);
          work.timers.cancel(waiter);
          return true;
        });
  }

  private static boolean isSettled(Whereabouts whereabouts) {
    return whereabouts instanceof Whereabouts.InSnapshot
        || whereabouts instanceof Whereabouts.Rejected
        || whereabouts instanceof Whereabouts.NeverSeen;
  }

  // --- the end of an epoch

  /** Whether the committer has said that it need not remember the last epoch. */
  boolean isEpochClosed(PartitionState state) {
    return state.tableUuid().isEmpty() || closedEpoch == state.epoch();
  }

  /**
   * So that the committer need not remember the partition's mark for ever. Asked again in every
   * life and each time the partition wants to sleep, until it is answered.
   */
  void closeEpoch(PartitionState state) {
    state
        .tableUuid()
        .ifPresent(
            table ->
                work.services
                    .committers()
                    .apply(table)
                    .tell(new CloseEpoch(work.id, state.epoch(), verdicts)));
  }

  private Effect<PartitionEvent, PartitionState> onEpochClosed(
      PartitionState state, EpochClosed closed) {
    if (closed.epoch() == state.epoch() && !state.isOpen()) {
      closedEpoch = closed.epoch();
      sleep.accept(state);
    }
    return work.effects.none();
  }
}
