package dev.firn.bench.commits;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firn.catalog.embedded.CatalogRequest;
import dev.firn.catalog.embedded.CatalogResponse;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The embedded catalog behind HTTP, as a node serves it, without a node. */
final class LoopbackCatalog implements AutoCloseable {
  static {
    // Else every answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final String ROOT = "/catalog";

  private final EmbeddedCatalog catalog;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  LoopbackCatalog(Path folder) throws IOException {
    this.catalog = EmbeddedCatalog.open(folder);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(ROOT, this::serve);
    server.start();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + ROOT;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      CatalogResponse answer = catalog.routes().handle(read(exchange));
      byte[] body = answer.body().getBytes(UTF_8);
      boolean isEmpty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), isEmpty ? -1 : body.length);
      if (!isEmpty) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static CatalogRequest read(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        query.putIfAbsent(
            URLDecoder.decode(pair.substring(0, Math.max(0, equals)), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return new CatalogRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath().substring(ROOT.length()),
        query,
        new String(exchange.getRequestBody().readAllBytes(), UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    catalog.close();
  }
}
