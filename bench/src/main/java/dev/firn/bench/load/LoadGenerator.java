package dev.firn.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Several clients that post made-up events to one node, or to several in turn. */
public final class LoadGenerator implements AutoCloseable {
  private static final int TEMPLATE_BYTES = 48 << 20;
  private static final int MOST_TEMPLATES = 32;

  private final Workload workload;
  private final List<Connections> clients = new ArrayList<>();
  private final List<Producer> producers = new ArrayList<>();
  private final ExecutorService threads;
  private volatile @Nullable Pace current;

  /**
   * @param patience how long one request is tried again before its fate is left open
   */
  public LoadGenerator(
      URI node,
      Workload workload,
      int connections,
      Duration patience,
      Acknowledgements acknowledgements) {
    this(Targets.of(node), workload, connections, 0, patience, 0, acknowledgements);
  }

  /**
   * @param connections to each node
   * @param firstClient number of the first of the clients; events are numbered by clients, and no
   *     two clients of a run may have one number
   * @param patience how long one request is tried again before its fate is left open
   * @param resendPercent of requests that are sent again although they were acknowledged
   */
  public LoadGenerator(
      Targets targets,
      Workload workload,
      int connections,
      int firstClient,
      Duration patience,
      int resendPercent,
      Acknowledgements acknowledgements) {
    this.workload = workload;
    this.threads = Executors.newFixedThreadPool(connections);
    PageViews events = new PageViews(new Random(42));
    for (int i = 0; i < connections; i++) {
      Connections client = new Connections(targets, i);
      clients.add(client);
      producers.add(
          new Producer(
              workload,
              templates(workload, events, targets.head(), connections),
              client,
              firstClient + i,
              patience.toNanos(),
              resendPercent,
              acknowledgements));
    }
  }

  private static RequestTemplate[] templates(
      Workload workload, PageViews events, String head, int connections) {
    int request = workload.batch() * workload.eventBytes();
    int count = Math.max(2, Math.min(MOST_TEMPLATES, TEMPLATE_BYTES / connections / request));
    RequestTemplate[] templates = new RequestTemplate[count];
    for (int i = 0; i < count; i++) {
      templates[i] = RequestTemplate.of(workload, events, head);
    }
    return templates;
  }

  /**
   * Sends for a while; returns when the last request has been answered or given up.
   *
   * @param eventsPerSecond 0 for flat out
   */
  public LoadResult run(Duration duration, double eventsPerSecond) throws InterruptedException {
    long start = System.nanoTime();
    Pace pace = new Pace(start, duration.toNanos(), eventsPerSecond / workload.batch());
    current = pace;
    List<Callable<Tally>> loops = new ArrayList<>();
    for (Producer producer : producers) {
      loops.add(() -> producer.produce(pace));
    }
    List<Tally> tallies = new ArrayList<>();
    for (Future<Tally> loop : threads.invokeAll(loops)) {
      tallies.add(ended(loop));
    }
    return LoadResult.of(tallies, (System.nanoTime() - start) / 1e9);
  }

  /** Ends a run early: what was sent is still brought to its end. */
  public void stop() {
    Pace pace = current;
    if (pace != null) {
      pace.stop();
    }
  }

  private static Tally ended(Future<Tally> loop) throws InterruptedException {
    try {
      return loop.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A connection's loop failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Connections client : clients) {
      client.close();
    }
  }
}
