package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.SampleRequests;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Posts a few events at a time, each with an id of its own, and notes what was promised. */
final class FewEvents {
  static final int AT_A_TIME = 4;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Workload workload =
      new Workload(
          AT_A_TIME, 1, 1, 100, Workload.Mix.REQUEST, ThreadLocalRandom.current().nextInt());
  private final Promises promises = new Promises(workload);
  private final SampleRequests requests = new SampleRequests(workload);
  private final URI node;
  private long next;

  FewEvents(URI node) {
    this.node = node;
  }

  Promises promises() {
    return promises;
  }

  /** Posts some, of which the node promises that they are in the table. */
  void postUntilCommitted() throws IOException, InterruptedException {
    post("?wait=committed");
  }

  /** Posts some, of which the node promises that they will be in the table. */
  void post() throws IOException, InterruptedException {
    post("");
  }

  /** What a node answered that may refuse. */
  record Reply(int status, boolean isToldWhenToComeAgain) {}

  /** Posts some; what is refused stays open, as part of it may have been taken. */
  Reply tryToPost() {
    return tryToPostTo(node);
  }

  /** As {@link #tryToPost}, to another node. */
  Reply tryToPostTo(URI other) {
    try {
      HttpResponse<String> answer = send(other, "");
      end(answer.statusCode() == 200 ? Fate.ACKNOWLEDGED : Fate.OPEN);
      return new Reply(answer.statusCode(), answer.headers().firstValue("Retry-After").isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException("No answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void post(String query) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(node, query);
    if (answer.statusCode() != 200) {
      throw new IOException("Answered " + answer.statusCode() + ": " + answer.body());
    }
    end(Fate.ACKNOWLEDGED);
  }

  private void end(Fate fate) {
    promises.ended(next, AT_A_TIME, fate);
    next += AT_A_TIME;
  }

  private HttpResponse<String> send(URI to, String query) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(to + "/v1/events" + query))
            .header("Content-Type", "application/cloudevents-batch+json")
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofByteArray(requests.next()))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** Posts some after another on a thread of its own; nobody else may post meanwhile. */
  Sending startSending() {
    return new Sending();
  }

  /** Events that come without a pause. */
  final class Sending {
    private final AtomicInteger posts = new AtomicInteger();
    private final CompletableFuture<Void> end;
    private volatile boolean isOver;

    private Sending() {
      this.end = CompletableFuture.runAsync(this::run);
    }

    private void run() {
      while (!isOver) {
        assertThat(tryToPost().status()).isEqualTo(200);
        posts.incrementAndGet();
      }
    }

    /** Returns when so many posts more have been acknowledged. */
    void awaitMore(int count) throws InterruptedException {
      int before = posts.get();
      QuickNode.awaitThat(() -> end.isDone() || posts.get() >= before + count);
    }

    /** Throws what was wrong with an answer. */
    void stop() {
      isOver = true;
      end.join();
    }
  }
}
