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
public final class CatalogRoute implements Route.Handler {
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

  @Override
  public CompletionStage<HttpResponse> handle(
      HttpRequest request, RequestHeaders headers, Caller caller) {
    return handle(request);
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    return request
        .entity()
        .toStrict(BODY_MILLIS, LARGEST_BODY, materializer)
        .thenCombineAsync(
            routes,
            (body, catalog) ->
                response(catalog.handle(asked(request, body.getData().utf8String()))),
            catalogThreads)
        .exceptionally(failure -> refusal(Problems.of(failure)));
  }

  @Override
  public CompletionStage<HttpResponse> refuse(HttpRequest request, Problem problem) {
    return Answers.now(refusal(problem));
  }

  /** In the form that every client of the REST specification reads. */
  private static HttpResponse refusal(Problem problem) {
    int status = problem.category().status();
    String type =
        switch (problem.category()) {
          case UNAUTHENTICATED -> "NotAuthorizedException";
          case FORBIDDEN -> "ForbiddenException";
          case OVERLOAD, DEPENDENCY -> "ServiceUnavailableException";
          case BUG -> "InternalServerError";
          default -> "BadRequestException";
        };
    HttpResponse response = response(CatalogResponse.error(status, type, problem.detail()));
    return Answers.withAdvice(response, problem);
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
