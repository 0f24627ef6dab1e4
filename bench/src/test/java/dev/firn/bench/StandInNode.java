package dev.firn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Speaks as much HTTP as the bench asks of a node: takes events, tells a table's metadata that has
 * them at once, and metrics. What it loses, refuses or delays is up to the test.
 */
public final class StandInNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(16);
  private final Map<String, JsonNode> events = new HashMap<>();
  private int busyAnswers;
  private long lostRows;
  private int requests;

  public StandInNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/events", this::take);
    server.createContext("/catalog/v1/namespaces/analytics/tables/events", this::table);
    server.createContext("/metrics", x -> answer(x, 200, "jvm_gc_pause_seconds_sum 1.5\n"));
    server.setExecutor(threads);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public synchronized StandInNode answeringBusyFirst(int times) {
    busyAnswers = times;
    return this;
  }

  public synchronized StandInNode losing(long rows) {
    lostRows = rows;
    return this;
  }

  public synchronized List<JsonNode> events() {
    return new ArrayList<>(events.values());
  }

  public synchronized int requests() {
    return requests;
  }

  private void take(HttpExchange exchange) throws IOException {
    JsonNode batch = JSON.readTree(exchange.getRequestBody().readAllBytes());
    int accepted = 0;
    synchronized (this) {
      requests++;
      if (busyAnswers > 0) {
        busyAnswers--;
        exchange.getResponseHeaders().set("Retry-After", "0");
        answer(exchange, 503, "{}");
        return;
      }
      for (JsonNode event : batch) {
        accepted += events.putIfAbsent(event.path("id").asText(), event) == null ? 1 : 0;
      }
    }
    answer(
        exchange,
        200,
        "{\"accepted\":%d,\"duplicates\":%d,\"rejected\":[],\"receipt\":\"r\"}"
            .formatted(accepted, batch.size() - accepted));
  }

  private void table(HttpExchange exchange) throws IOException {
    long rows;
    synchronized (this) {
      rows = Math.max(0, events.size() - lostRows);
    }
    answer(
        exchange,
        200,
        """
        {"metadata":{"current-snapshot-id":7,"snapshots":[{"snapshot-id":7,"sequence-number":3,
        "timestamp-ms":%d,"summary":{"total-records":"%d","total-data-files":"4",
        "total-files-size":"4000"}}]}}"""
            .formatted(System.currentTimeMillis(), rows));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
