package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.testing.NodeProcess;
import dev.firn.node.testing.TestNode;
import dev.firn.node.testing.Upload;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGTERM: what was taken is answered, within the deadline. */
@Execution(ExecutionMode.CONCURRENT) // its nodes are processes of their own
class StoppingTest {
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/stop\",\"type\":\"stop\"}";

  /** Longer than a phase of a shutdown lasts unless told otherwise. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS);

  private final HttpClient client = HttpClient.newHttpClient();

  /** The rows that are waited for go through the catalog of the node that stops. */
  @Test
  void whatWasTakenIsAnswered() throws Exception {
    Map<String, String> slow = Map.of("firn.commit.interval", "3 s");
    try (NodeProcess node = NodeProcess.launch(TestNode.freshFolder(), slow)) {
      URI url = URI.create(node.url());
      post(url, "", "before").join();
      try (Upload upload = new Upload(url, EVENT.formatted("slow"))) {
        upload.sendHalf();
        CompletableFuture<HttpResponse<String>> committed = post(url, "?wait=committed", "waiting");
        until(() -> metrics(url).contains("firn_ingest_events_total{outcome=\"accepted\"} 2.0"));
        node.terminate();

        assertThat(committed.join().body()).contains("\"state\":\"committed\"");
        CompletableFuture.runAsync(() -> {}, LATER).join();
        upload.sendRest();
        assertThat(upload.answer()).startsWith("HTTP/1.1 200").contains("\"accepted\":1");
        assertThat(node.exitCode()).isEqualTo(143);
      }
    }
  }

  @Test
  void aBodyThatNeverEndsHoldsNothingUpBeyondTheDeadline() throws Exception {
    Map<String, String> hasty = Map.of("firn.drain-deadline", "2 s");
    try (NodeProcess node = NodeProcess.launch(TestNode.freshFolder(), hasty)) {
      URI url = URI.create(node.url());
      try (Upload upload = new Upload(url, EVENT.formatted("endless"))) {
        upload.sendHalf();
        post(url, "", "beside").join();
        long begun = System.nanoTime();
        node.terminate();
        assertThat(node.exitCode()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
      }
    }
  }

  private CompletableFuture<HttpResponse<String>> post(URI url, String query, String id) {
    return client.sendAsync(
        HttpRequest.newBuilder(url.resolve("/v1/events" + query))
            .header("Content-Type", "application/cloudevents+json")
            .POST(BodyPublishers.ofString(EVENT.formatted(id)))
            .build(),
        BodyHandlers.ofString());
  }

  private String metrics(URI url) throws Exception {
    return client
        .send(HttpRequest.newBuilder(url.resolve("/metrics")).build(), BodyHandlers.ofString())
        .body();
  }
}
