package dev.firn.bench.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.embedded.CatalogRequest;
import dev.firn.catalog.embedded.CatalogResponse;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/** The table of events in a folder, behind its catalog, without a node. */
public final class LocalTable implements AutoCloseable {
  private static final String ROOT = "/catalog";

  private final EmbeddedCatalog catalog;
  private final HttpServer server;
  private final EventTable table;

  private LocalTable(EmbeddedCatalog catalog, HttpServer server, EventTable table) {
    this.catalog = catalog;
    this.server = server;
    this.table = table;
  }

  public static LocalTable in(Path folder) throws IOException {
    EmbeddedCatalog catalog = EmbeddedCatalog.open(folder);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(ROOT, exchange -> serve(catalog, exchange));
    server.start();
    String uri = "http://127.0.0.1:" + server.getAddress().getPort() + ROOT;
    TableSettings settings = TableSettings.from(ConfigFactory.load());
    return new LocalTable(
        catalog, server, EventTable.open(EmbeddedCatalog.settingsFor(uri), settings));
  }

  private static void serve(EmbeddedCatalog catalog, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().substring(ROOT.length());
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    CatalogResponse response =
        catalog
            .routes()
            .handle(new CatalogRequest(exchange.getRequestMethod(), path, Map.of(), body));
    byte[] bytes = response.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public EventTable table() {
    return table;
  }

  @Override
  public void close() {
    table.close();
    server.stop(0);
    catalog.close();
  }
}
