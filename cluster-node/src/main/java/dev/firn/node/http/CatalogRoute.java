package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.embedded.CatalogRequest;
import dev.firn.catalog.embedded.CatalogResponse;
import dev.firn.catalog.embedded.RestCatalogRoutes;
import dev.firn.node.security.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;

/** {@code /catalog/…}: the embedded Iceberg REST catalog over HTTP. */
public final class CatalogRoute {
  /** Where the catalog is below the node's URL. */
  public static final String ROOT = "/catalog";

  static final String PATH = ROOT + "/";

  /** Commits of a thousand files with all their metrics are some megabytes. */
  private static final long LARGEST_BODY = 64 << 20;

  private static final long BODY_MILLIS = 30_000;

  private final CompletionStage<RestCatalogRoutes> routes;
  private final Executor catalogThreads;
  private final Materializer materializer;

  /**
   * @param catalogThreads where the catalog may block
   */
  public CatalogRoute(
      CompletionStage<RestCatalogRoutes> routes,
      Executor catalogThreads,
      Materializer materializer) {
    this.routes = routes;
    this.catalogThreads = catalogThreads;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request, RequestHeaders headers, Caller caller) {
    return request
        .entity()
        .toStrict(BODY_MILLIS, LARGEST_BODY, materializer)
        .thenCombineAsync(
            routes,
            (body, catalog) ->
                response(catalog.handle(asked(request, body.getData().utf8String()))),
            catalogThreads)
        .exceptionally(failure -> Answers.problem(Problems.of(failure)));
  }

  private static CatalogRequest asked(HttpRequest request, String body) {
    Map<String, String> query = new LinkedHashMap<>();
    for (Pair<String, String> parameter : request.getUri().query().toList()) {
      query.putIfAbsent(parameter.first(), parameter.second());
    }
    String path = request.getUri().path().substring(ROOT.length());
    return new CatalogRequest(request.method().name(), path, query, body);
  }

  private static HttpResponse response(CatalogResponse response) {
    return response.body().isEmpty()
        ? HttpResponse.create().withStatus(response.status())
        : Answers.bytes(
            response.status(), ContentTypes.APPLICATION_JSON, response.body().getBytes(UTF_8));
  }
}
