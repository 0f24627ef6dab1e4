package dev.firn.bench.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** What is asked of a node besides taking events. */
public final class NodeApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String READY = "/health/ready";
  private static final String TABLE = "/catalog/v1/namespaces/analytics/tables/events";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final URI node;
  private final Optional<String> key;

  public NodeApi(URI node) {
    this(node, Optional.empty());
  }

  /**
   * @param key an operator's, where the node asks for one
   */
  public NodeApi(URI node, Optional<String> key) {
    this.node = node;
    this.key = key;
  }

  public boolean isReady() throws InterruptedException {
    try {
      return get(READY).statusCode() == 200;
    } catch (IOException e) {
      // Nobody listens yet.
      return false;
    }
  }

  /** What the node says of its readiness, whether it is ready or not. */
  public String readiness() throws IOException, InterruptedException {
    return get(READY).body();
  }

  /** The table as its metadata tells it, without reading a file. */
  public TableState table() throws IOException, InterruptedException {
    return TableState.of(JSON.readTree(ok(TABLE)).path("metadata"));
  }

  public Metrics metrics() throws IOException, InterruptedException {
    return Metrics.parse(ok("/metrics"));
  }

  /** Rows that partitions hold and the table does not have yet, as the node counts them. */
  public long bufferedRows() throws IOException, InterruptedException {
    long rows = 0;
    for (JsonNode partition : JSON.readTree(ok("/v1/partitions")).path("partitions")) {
      rows += partition.path("rows").asLong();
    }
    return rows;
  }

  /** What an operator asks for. */
  public JsonNode ask(String path) throws IOException, InterruptedException {
    return JSON.readTree(ok(path));
  }

  /** What an operator orders; fails where it is refused. */
  public JsonNode order(String path) throws IOException, InterruptedException {
    return JSON.readTree(ok(path, send(request(path).POST(BodyPublishers.noBody()))));
  }

  /** The same for what is taken away. */
  public JsonNode delete(String path) throws IOException, InterruptedException {
    return JSON.readTree(ok(path, send(request(path).DELETE())));
  }

  private String ok(String path) throws IOException, InterruptedException {
    return ok(path, get(path));
  }

  private String ok(String path, HttpResponse<String> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          node.resolve(path) + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path)).timeout(TIMEOUT);
    key.ifPresent(word -> request.header("X-API-Key", word));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
