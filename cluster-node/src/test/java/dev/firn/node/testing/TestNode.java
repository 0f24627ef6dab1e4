package dev.firn.node.testing;

import com.typesafe.config.ConfigFactory;
import dev.firn.node.FirnNode;
import dev.firn.node.settings.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A whole node in this process, in a folder of its own, that flushes and commits in no time. */
public final class TestNode implements AutoCloseable {
  private static final String SETTINGS =
      """
      firn.http.port = 0
      firn.ingest.accept-past = unbounded
      firn.ingest.accept-future = unbounded
      firn.flush.max-age = 300 ms
      firn.flush.min-pause = 100 ms
      firn.commit.interval = 400 ms
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final FirnNode node;

  private TestNode(FirnNode node) {
    this.node = node;
  }

  /** A node that test classes share; it ends with the process. */
  public static TestNode shared() {
    return Shared.NODE;
  }

  private static final class Shared {
    static final TestNode NODE = start(freshFolder(), Map.of());
  }

  public static Path freshFolder() {
    try {
      return Files.createTempDirectory("node");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Starts a node in a folder, new or used before. */
  public static TestNode start(Path folder, Map<String, ?> settings) {
    var config =
        NodeConfig.over(
            ConfigFactory.parseMap(settings)
                .withFallback(ConfigFactory.parseMap(Map.of("firn.data-dir", folder.toString())))
                .withFallback(ConfigFactory.parseString(SETTINGS)));
    return new TestNode(FirnNode.start(() -> config).toCompletableFuture().join());
  }

  public String url() {
    return node.url();
  }

  public EventsTable table() {
    return new EventsTable(url() + "/catalog", "");
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  /** Posts events and waits until they are in the table. */
  public HttpResponse<String> post(String contentType, String body)
      throws IOException, InterruptedException {
    return send(
        request("/v1/events?wait=committed")
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    node.stop().toCompletableFuture().join();
  }
}
