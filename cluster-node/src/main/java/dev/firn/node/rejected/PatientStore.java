package dev.firn.node.rejected;

import dev.firn.events.RowBlock;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Stores rows as a patient client would: where there is no room now, it comes again. */
final class PatientStore {
  private static final int MOST_ATTEMPTS = 20;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final EventBuffers buffers;
  private final Executor threads;

  PatientStore(EventBuffers buffers, Executor threads) {
    this.buffers = buffers;
    this.threads = threads;
  }

  /** Of one partition. */
  CompletionStage<StoreOutcome> store(List<Original> originals) {
    return store(originals.stream().map(Original::block).toList(), 1);
  }

  private CompletionStage<StoreOutcome> store(List<RowBlock> rows, int attempt) {
    return buffers
        .redrive(rows)
        .thenCompose(
            outcome ->
                attempt < MOST_ATTEMPTS && mayYetBeTaken(outcome)
                    ? after(wait(outcome)).thenCompose(done -> store(rows, attempt + 1))
                    : CompletableFuture.completedFuture(outcome));
  }

  private static boolean mayYetBeTaken(StoreOutcome outcome) {
    return outcome instanceof Busy || outcome instanceof Unknown;
  }

  private static Duration wait(StoreOutcome outcome) {
    Duration asked = outcome instanceof Busy busy ? busy.retryAfter() : Duration.ofSeconds(1);
    return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
  }

  private CompletionStage<Void> after(Duration wait) {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, threads));
  }
}
