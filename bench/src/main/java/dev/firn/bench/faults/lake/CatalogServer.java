package dev.firn.bench.faults.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firn.catalog.embedded.CatalogRequest;
import dev.firn.catalog.embedded.CatalogResponse;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A process that is an Iceberg REST catalog, iceberg-core's {@code CatalogHandlers} over SQLite,
 * with its tables in an object store. Arguments: port, folder, warehouse, address of the store.
 */
public final class CatalogServer {
  private final EmbeddedCatalog catalog;

  private CatalogServer(EmbeddedCatalog catalog) {
    this.catalog = catalog;
  }

  public static void main(String[] arguments) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    EmbeddedCatalog catalog =
        EmbeddedCatalog.open(
            Path.of(arguments[1]),
            arguments[2],
            ObjectStore.ioProperties(URI.create(arguments[3])));
    int port = Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext("/", new CatalogServer(catalog)::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      CatalogResponse response = catalog.routes().handle(read(exchange));
      byte[] body = response.body().getBytes(UTF_8);
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      boolean isEmpty = isHead || body.length == 0;
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(response.status(), isEmpty ? -1 : body.length);
      if (!isEmpty) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static CatalogRequest read(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    @Nullable String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.putIfAbsent(
            URLDecoder.decode(parts[0], UTF_8),
            parts.length > 1 ? URLDecoder.decode(parts[1], UTF_8) : "");
      }
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    return new CatalogRequest(
        exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), query, body);
  }
}
