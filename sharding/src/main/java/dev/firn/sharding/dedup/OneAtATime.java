package dev.firn.sharding.dedup;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Begins a task when the one before has ended, however it ended. Thread-safe. */
final class OneAtATime {
  private CompletionStage<?> last = CompletableFuture.completedFuture(true);

  synchronized <T> CompletionStage<T> run(Supplier<CompletionStage<T>> task) {
    CompletionStage<T> next =
        last.handle((before, failure) -> true).thenCompose(done -> task.get());
    last = next;
    return next;
  }
}
