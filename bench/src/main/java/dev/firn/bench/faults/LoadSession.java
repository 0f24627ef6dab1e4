package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.load.Acknowledgements;
import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Targets;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clients that send at a rate, and each request until it is answered, until they are stopped. */
public final class LoadSession implements AutoCloseable {
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Duration LONGEST_EXCHANGE = Duration.ofMinutes(2);
  private static final int RESEND_PERCENT = 5;

  private final Promises promises;
  private final Duration patience;
  private final LoadGenerator generator;
  private final CompletableFuture<LoadResult> result;

  private LoadSession(
      Promises promises, Duration patience, LoadGenerator generator, double eventsPerSecond) {
    this.promises = promises;
    this.patience = patience;
    this.generator = generator;
    // On a thread of its own: the common pool has few, and processes and HTTP clients need them.
    this.result =
        CompletableFuture.supplyAsync(
            () -> run(generator, eventsPerSecond), task -> new Thread(task, "load").start());
  }

  /**
   * Starts them.
   *
   * @param patience how long a request is tried again before its fate is left open
   */
  public static LoadSession start(
      URI node, Workload workload, int connections, double eventsPerSecond, Duration patience) {
    Promises promises = new Promises(workload);
    return start(
        Targets.of(node),
        workload,
        new Clients(connections, 0, eventsPerSecond, patience),
        promises,
        promises);
  }

  /**
   * Those who send.
   *
   * @param count of them
   * @param first the number of the first one: sessions of one run number theirs on
   * @param eventsPerSecond of all together
   * @param patience how long a request is tried again before its fate is left open
   */
  public record Clients(int count, int first, double eventsPerSecond, Duration patience) {}

  /**
   * Starts them.
   *
   * @param promises what this and other sessions of the run were promised
   * @param told hears of every request's end, and tells it on to the promises
   */
  public static LoadSession start(
      Targets targets,
      Workload workload,
      Clients clients,
      Promises promises,
      Acknowledgements told) {
    LoadGenerator generator =
        new LoadGenerator(
            targets,
            workload,
            clients.count(),
            clients.first(),
            clients.patience(),
            RESEND_PERCENT,
            told);
    return new LoadSession(promises, clients.patience(), generator, clients.eventsPerSecond());
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
  public LoadResult stop() throws IOException, InterruptedException {
    generator.stop();
    Duration longest = patience.plus(LONGEST_EXCHANGE);
    try {
      return result.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "Requests are still under way %d s after the load was stopped"
              .formatted(longest.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new IOException("The load ended by a failure: " + e.getCause(), e);
    }
  }

  @Override
  public void close() throws IOException {
    generator.stop();
    generator.close();
  }
}
