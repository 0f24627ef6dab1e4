package dev.firn.node.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Requests that were taken and are not answered yet. */
final class OpenRequests {
  private final AtomicInteger open = new AtomicInteger();
  private final CompletableFuture<Done> none = new CompletableFuture<>();
  private volatile boolean isLast;

  /** Counts this one until its answer is there. */
  CompletionStage<HttpResponse> count(Supplier<CompletionStage<HttpResponse>> handler) {
    open.incrementAndGet();
    try {
      return handler.get().whenComplete((answer, failure) -> answered());
    } catch (RuntimeException e) {
      answered();
      throw e;
    }
  }

  private void answered() {
    if (open.decrementAndGet() == 0 && isLast) {
      none.complete(Done.getInstance());
    }
  }

  /** Completes when none is open any more. What comes later has to be answered at once. */
  CompletionStage<Done> none() {
    isLast = true;
    if (open.get() == 0) {
      none.complete(Done.getInstance());
    }
    return none;
  }
}
