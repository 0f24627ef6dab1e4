package dev.firn.node.http;

import dev.firn.catalog.embedded.RestCatalogRoutes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/** An embedded catalog on a port of its own, for nodes that share it. Asks nobody for a key. */
public final class CatalogServer {
  private static final Problem OTHERWISE =
      Problem.of(
          ErrorCategory.NOT_FOUND,
          "not-found",
          "This is a catalog; it is below " + CatalogRoute.ROOT);

  private final CatalogRoute route;

  private CatalogServer(CatalogRoute route) {
    this.route = route;
  }

  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, String host, int port, RestCatalogRoutes catalog) {
    CatalogRoute route =
        new CatalogRoute(
            CompletableFuture.completedFuture(catalog),
            system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.catalog")),
            Materializer.createMaterializer(system));
    return Http.get(system).newServerAt(host, port).bind(new CatalogServer(route)::handle);
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request) {
    return request.getUri().path().startsWith(CatalogRoute.PATH)
        ? route.handle(request)
        : Answers.now(Answers.problem(OTHERWISE));
  }
}
