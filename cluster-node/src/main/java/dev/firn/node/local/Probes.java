package dev.firn.node.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks each node a few times a second whether it takes requests. */
final class Probes implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final List<Thread> threads;

  Probes(List<NodeKeeper> nodes) {
    threads = nodes.stream().map(node -> new Thread(() -> probe(node), "probe")).toList();
    for (Thread thread : threads) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void probe(NodeKeeper node) {
    URI asked = URI.create("http://127.0.0.1:" + node.port() + "/health/ready/ingest");
    try {
      while (true) {
        node.seen(answersOk(asked));
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answersOk(URI asked) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(asked).timeout(PATIENCE).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
