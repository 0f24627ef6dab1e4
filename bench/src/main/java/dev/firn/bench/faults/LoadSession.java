package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Clients that send at a rate, and each request until it is answered, until they are stopped. */
public final class LoadSession implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final int RESEND_PERCENT = 5;

  private final Promises promises;
  private final LoadGenerator generator;
  private final CompletableFuture<LoadResult> result;

  private LoadSession(Promises promises, LoadGenerator generator, double eventsPerSecond) {
    this.promises = promises;
    this.generator = generator;
    // On a thread of its own: the common pool has few, and processes and HTTP clients need them.
    this.result =
        CompletableFuture.supplyAsync(
            () -> run(generator, eventsPerSecond), task -> new Thread(task, "load").start());
  }

  public static LoadSession start(
      URI node, Workload workload, int connections, double eventsPerSecond) {
    Promises promises = new Promises(workload);
    LoadGenerator generator =
        new LoadGenerator(node, workload, connections, PATIENCE, RESEND_PERCENT, promises);
    return new LoadSession(promises, generator, eventsPerSecond);
  }

  private static LoadResult run(LoadGenerator generator, double eventsPerSecond) {
    try {
      return generator.run(FOR_EVER, eventsPerSecond);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  public Promises promises() {
    return promises;
  }

  /** Ends the load; returns when the last request was answered or given up. */
  public LoadResult stop() {
    generator.stop();
    return result.join();
  }

  @Override
  public void close() throws IOException {
    generator.stop();
    generator.close();
  }
}
