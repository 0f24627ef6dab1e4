package dev.firn.catalog.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firn.catalog.embedded.CatalogRequest;
import dev.firn.catalog.embedded.CatalogResponse;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The embedded catalog behind a real HTTP server on loopback, with faults between the two. */
public final class ServedCatalog implements AutoCloseable {
  static {
    // Else every answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private record Planned(Predicate<CatalogRequest> when, Fault fault) {}

  private final EmbeddedCatalog catalog;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Planned> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger commits = new AtomicInteger();
  private final ArrayDeque<EventTable> opened = new ArrayDeque<>();

  private ServedCatalog(EmbeddedCatalog catalog, HttpServer server) {
    this.catalog = catalog;
    this.server = server;
  }

  public static ServedCatalog in(Path folder) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ServedCatalog served = new ServedCatalog(EmbeddedCatalog.open(folder), server);
    server.setExecutor(served.threads);
    server.createContext("/catalog", served::serve);
    server.start();
    return served;
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/catalog";
  }

  public CatalogSettings settings() {
    return EmbeddedCatalog.settingsFor(uri());
  }

  public static TableSettings tableSettings() {
    return tableSettings("events");
  }

  public static TableSettings tableSettings(String name) {
    return new TableSettings("analytics", name, 128 << 20, 20, Map.of());
  }

  /** Opens the table, to be closed with the catalog. */
  public EventTable openTable() {
    return openTable("events");
  }

  /** One of several tables, to be closed with the catalog. */
  public synchronized EventTable openTable(String name) {
    EventTable table = EventTable.open(settings(), tableSettings(name));
    opened.push(table);
    return table;
  }

  /** The next commit of a table meets this fault. */
  public void faultNextCommit(Fault fault) {
    faults.add(new Planned(ServedCatalog::isCommit, fault));
  }

  /** The next such request meets this fault. */
  public void faultNext(Predicate<CatalogRequest> when, Fault fault) {
    faults.add(new Planned(when, fault));
  }

  /** How many commits have reached the server, whatever became of them. */
  public int commitsSeen() {
    return commits.get();
  }

  /** The next commit of this table meets this fault. */
  public void faultNextCommit(String table, Fault fault) {
    faultNext(request -> isCommit(request) && request.path().endsWith("/" + table), fault);
  }

  public static boolean isCommit(CatalogRequest request) {
    return request.method().equals("POST")
        && request.path().matches("/v1/namespaces/[^/]+/tables/[^/]+");
  }

  private void serve(HttpExchange exchange) throws IOException {
    CatalogRequest request = read(exchange);
    if (isCommit(request)) {
      commits.incrementAndGet();
    }
    Fault.Reply reply = takeFault(request).answer(() -> catalog.routes().handle(request));
    if (reply instanceof Fault.Answer answer) {
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] body = answer.body().getBytes(UTF_8);
      boolean isHead = request.method().equals("HEAD");
      if (!isHead && body.length > 0) {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
      }
      exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
      if (!isHead && body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
    exchange.close();
  }

  private Fault takeFault(CatalogRequest request) {
    Optional<Planned> planned =
        faults.stream().filter(next -> next.when().test(request)).findFirst();
    if (planned.isPresent() && faults.remove(planned.get())) {
      return planned.get().fault();
    }
    return real -> Fault.Answer.of(real.land());
  }

  private static CatalogRequest read(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().substring("/catalog".length());
    Map<String, String> query = new HashMap<>();
    @Nullable String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        query.putIfAbsent(
            URLDecoder.decode(pair.substring(0, Math.max(0, equals)), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    return new CatalogRequest(exchange.getRequestMethod(), path, query, body);
  }

  /** A request to the catalog past the server and its faults. */
  public CatalogResponse ask(String method, String path, String body) {
    return catalog.routes().handle(new CatalogRequest(method, path, Map.of(), body));
  }

  @Override
  public void close() {
    for (EventTable table : opened) {
      table.close();
    }
    server.stop(0);
    threads.shutdownNow();
    catalog.close();
  }
}
