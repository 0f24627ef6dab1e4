package dev.firn.node.lake;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongToIntFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a table's metadata small while commits come every few seconds. One run at a time, however
 * long it takes, on threads that no commit of events waits for.
 */
public final class TableUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(TableUpkeep.class);

  private final Runnable keepRemovals;
  private final LongToIntFunction expire;
  private final Executor threads;
  private final AtomicBoolean isRunning = new AtomicBoolean();

  /**
   * @param keepRemovals writes down what snapshots tell of removed rows, before they go
   * @param expire expires what is older than a sequence number, and says how many are gone
   */
  TableUpkeep(Runnable keepRemovals, LongToIntFunction expire, Executor threads) {
    this.keepRemovals = keepRemovals;
    this.expire = expire;
    this.threads = threads;
  }

  /**
   * Begins to expire old snapshots, again and again, until the system ends.
   *
   * @param isItsTurn whether this node does it, of all nodes of the cluster
   * @param committers how the committers stand; what an open commit may have to be looked for in is
   *     spared, and nothing expires while one of them cannot be asked
   */
  public void start(
      ActorSystem<?> system,
      Duration interval,
      BooleanSupplier isItsTurn,
      Supplier<CompletionStage<List<CommitterStatus>>> committers) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            interval,
            interval,
            () -> {
              if (isItsTurn.getAsBoolean()) {
                begin(committers);
              }
            },
            system.executionContext());
  }

  /** Begins a run unless one runs. */
  void begin(Supplier<CompletionStage<List<CommitterStatus>>> committers) {
    if (isRunning.compareAndSet(false, true)) {
      try {
        committers
            .get()
            .thenAcceptAsync(this::expireSnapshots, threads)
            .whenComplete((done, failure) -> end(failure));
      } catch (RuntimeException e) {
        end(e);
      }
    }
  }

  private void expireSnapshots(List<CommitterStatus> committers) {
    keepRemovals.run();
    if (committers.stream().anyMatch(status -> status.phase() == Phase.UNREACHABLE)) {
      LOG.warn("Old snapshots stay for now: a committer that may need them does not answer");
      return;
    }
    int expired = expire.applyAsInt(firstNeeded(committers));
    if (expired > 0) {
      LOG.info("expired snapshots={}", expired);
    }
  }

  /**
   * Sequence numbers of other tables only make it spare more; but a plan that waits for its table
   * to come back may wait for ever.
   */
  static long firstNeeded(List<CommitterStatus> committers) {
    return committers.stream()
        .filter(status -> status.phase() != Phase.REPLACED)
        .flatMap(status -> status.plan().stream())
        .mapToLong(OpenPlan::baseSequenceNumber)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private void end(@Nullable Throwable failure) {
    isRunning.set(false);
    if (failure != null) {
      LOG.warn("Old snapshots could not be expired; they will be, later", failure);
    }
  }
}
