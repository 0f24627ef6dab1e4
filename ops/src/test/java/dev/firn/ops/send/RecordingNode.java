package dev.firn.ops.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that answers {@code POST /v1/events} as a node does: keeps events by source and
 * id, rejects those with {@code "bad":true}; and answers what it is told to before that.
 */
final class RecordingNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Map<String, String> kept = new LinkedHashMap<>();
  private final Queue<Answer> scripted = new ArrayDeque<>();
  final List<String> bodies = new ArrayList<>();
  final List<Map<String, List<String>>> headers = new ArrayList<>();
  final List<Long> arrivedNanos = new ArrayList<>();
  private int mostEventsPerRequest = 5000;

  RecordingNode() throws IOException {
    this(0);
  }

  RecordingNode(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/v1/events", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** What to answer in place of doing it. */
  record Answer(int status, @Nullable String retryAfter, String body) {}

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  synchronized RecordingNode answeringFirst(int status, @Nullable String retryAfter, String body) {
    scripted.add(new Answer(status, retryAfter, body));
    return this;
  }

  synchronized RecordingNode takingAtMost(int events) {
    mostEventsPerRequest = events;
    return this;
  }

  /** The events' own texts, in the order in which they came. */
  synchronized List<String> texts() {
    return List.copyOf(kept.values());
  }

  synchronized void awaitEvents(int events) throws InterruptedException {
    while (kept.size() < events) {
      wait();
    }
  }

  synchronized int requests() {
    return bodies.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Answer answer = decide(exchange, new String(body, StandardCharsets.UTF_8));
    if (answer.retryAfter() != null) {
      exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
    }
    byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private synchronized Answer decide(HttpExchange exchange, String body) throws IOException {
    bodies.add(body);
    headers.add(Map.copyOf(exchange.getRequestHeaders()));
    arrivedNanos.add(System.nanoTime());
    Answer first = scripted.poll();
    if (first != null) {
      return first;
    }
    JsonNode events = JSON.readTree(body);
    return events.size() > mostEventsPerRequest
        ? new Answer(413, null, "{\"error\":\"too many events\"}")
        : take(events);
  }

  private Answer take(JsonNode events) {
    int accepted = 0;
    int duplicates = 0;
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode rejected = JSON.createArrayNode();
    for (int i = 0; i < events.size(); i++) {
      JsonNode event = events.get(i);
      if (event.path("bad").asBoolean()) {
        rejected.addObject().put("index", i).put("reason", "bad-event").put("detail", "it says so");
      } else if (kept.putIfAbsent(event.get("id").asText(), event.toString()) == null) {
        accepted++;
        notifyAll();
      } else {
        duplicates++;
      }
    }
    answer.put("accepted", accepted).put("duplicates", duplicates).set("rejected", rejected);
    int status = rejected.size() == events.size() && !events.isEmpty() ? 422 : 200;
    return new Answer(status, null, answer.put("receipt", "r").toString());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
