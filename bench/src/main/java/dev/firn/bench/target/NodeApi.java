package dev.firn.bench.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

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

  public NodeApi(URI node) {
    this.node = node;
  }

  boolean isReady() throws InterruptedException {
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

  private String ok(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new IOException(
          "GET "
              + node.resolve(path)
              + " answered "
              + response.statusCode()
              + ": "
              + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(node.resolve(path)).timeout(TIMEOUT).GET().build();
    return client.send(request, BodyHandlers.ofString());
  }
}
