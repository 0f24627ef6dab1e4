package dev.firn.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.node.settings.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A node's life in a few seconds, in a folder of its own: it starts, takes events in every form,
 * commits them and stops. {@code ./firn} runs it once after a build, for the JVM to keep the
 * classes that a node needs in the form that starts fastest.
 */
public final class Rehearsal {
  private static final long PATIENCE_SECONDS = 60;

  private static final String SETTINGS =
      """
      firn.http.port = 0
      firn.http.host = "127.0.0.1"
      firn.flush.max-age = 100 ms
      firn.flush.min-pause = 50 ms
      firn.commit.interval = 200 ms
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;

  private Rehearsal(String url) {
    this.url = url;
  }

  /** Ends the process, whatever happens: a node that started halfway has threads that stay. */
  public static void main(String[] arguments) {
    int exitCode = 1;
    try {
      rehearse();
      exitCode = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      System.err.println("firn: " + StartFailure.sentence(e));
    } finally {
      System.exit(exitCode);
    }
  }

  private static void rehearse() throws Exception {
    Config folder = NodeConfig.load().withOnlyPath("firn.data-dir");
    Config config = NodeConfig.over(ConfigFactory.parseString(SETTINGS).withFallback(folder));
    FirnNode node =
        FirnNode.startAlone(() -> config)
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    new Rehearsal(node.url()).play();
    node.stop().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void play() throws IOException, InterruptedException {
    for (int round = 0; round < 3; round++) {
      post("application/cloudevents+json", event("single-" + round));
      post("application/x-ndjson", event("a-" + round) + "\n" + event("b-" + round));
      post(
          "application/cloudevents-batch+json",
          "[" + event("c-" + round) + "," + event("c-" + round) + ",{}]");
    }
    for (String path :
        new String[] {
          "/health/ready", "/metrics", "/v1/partitions", "/v1/nodes", "/v1/snapshots"
        }) {
      client.send(request(path).build(), BodyHandlers.ofString());
    }
  }

  private static String event(String id) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + id
        + "\",\"source\":\"/rehearsal\",\"type\":\"firn.rehearsal\",\"n\":1,\"data\":{\"a\":[1,\"ü\"]}}";
  }

  private void post(String contentType, String body) throws IOException, InterruptedException {
    client.send(
        request("/v1/events?wait=committed")
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
  }
}
