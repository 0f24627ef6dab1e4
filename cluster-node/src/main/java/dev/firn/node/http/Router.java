package dev.firn.node.http;

import dev.firn.node.http.Route.Access;
import dev.firn.node.security.ApiKeys;
import dev.firn.node.security.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Finds who answers a request, and whether its caller may ask. Immutable. */
final class Router {
  private static final Caller NOBODY = new Caller("", false);

  private final Map<String, List<Route>> exact = new HashMap<>();
  private final List<Route> prefixes = new ArrayList<>();
  private final ApiKeys keys;
  private final CrossOrigin crossOrigin;
  private final EdgeHeaders edgeHeaders;
  private final Problem otherwise;

  /**
   * @param otherwise what is said of paths that no route has
   */
  Router(
      List<Route> routes,
      ApiKeys keys,
      CrossOrigin crossOrigin,
      EdgeHeaders edgeHeaders,
      Problem otherwise) {
    for (Route route : routes) {
      List<Route> among =
          route.isPrefix()
              ? prefixes
              : exact.computeIfAbsent(route.path(), path -> new ArrayList<>());
      among.add(route);
    }
    this.keys = keys;
    this.crossOrigin = crossOrigin;
    this.edgeHeaders = edgeHeaders;
    this.otherwise = otherwise;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    RequestHeaders headers = RequestHeaders.of(request, edgeHeaders);
    String method = request.method().name();
    Problem refusal = crossOrigin.refusal(headers);
    if (refusal != null) {
      return refused(request, method, refusal);
    }
    if (headers.origin() == null) {
      return dispatch(request, headers, method);
    }
    if (method.equals("OPTIONS")) {
      return Answers.now(crossOrigin.preflight(headers));
    }
    return dispatch(request, headers, method)
        .thenApply(response -> crossOrigin.mark(response, headers));
  }

  private CompletionStage<HttpResponse> refused(
      HttpRequest request, String method, Problem problem) {
    return candidates(request.getUri().path()).stream()
        .filter(route -> route.answers(method))
        .findFirst()
        .map(route -> route.handler().refuse(request, problem))
        .orElseGet(() -> Answers.now(Answers.problem(problem)));
  }

  private CompletionStage<HttpResponse> dispatch(
      HttpRequest request, RequestHeaders headers, String method) {
    List<Route> candidates = candidates(request.getUri().path());
    if (candidates.isEmpty()) {
      return Answers.now(Answers.problem(otherwise));
    }
    for (Route route : candidates) {
      if (route.answers(method)) {
        return authorized(route, request, headers);
      }
    }
    return Answers.now(methodNotAllowed(candidates));
  }

  private List<Route> candidates(String path) {
    List<Route> routes = exact.get(path);
    return routes != null
        ? routes
        : prefixes.stream().filter(route -> path.startsWith(route.path())).toList();
  }

  private static HttpResponse methodNotAllowed(List<Route> routes) {
    String allowed = String.join(", ", routes.stream().map(Route::methods).toList());
    Problem problem =
        Problem.of(
            ErrorCategory.METHOD_NOT_ALLOWED, "method-not-allowed", "This path takes " + allowed);
    return Answers.with(Answers.problem(problem), "Allow", allowed);
  }

  private CompletionStage<HttpResponse> authorized(
      Route route, HttpRequest request, RequestHeaders headers) {
    if (route.access() == Access.ANYONE) {
      return route.handler().handle(request, headers, NOBODY);
    }
    Optional<Caller> caller = keys.callerOf(headers.key());
    Problem refusal = refusal(route, headers.key(), caller);
    return refusal == null
        ? route.handler().handle(request, headers, caller.orElseThrow())
        : route.handler().refuse(request, refusal);
  }

  private static @Nullable Problem refusal(
      Route route, @Nullable String key, Optional<Caller> caller) {
    if (caller.isEmpty()) {
      String detail =
          key == null
              ? "Send an API key as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\""
              : "That API key is not known here";
      return Problem.of(ErrorCategory.UNAUTHENTICATED, "api-key", detail);
    }
    if (route.access() == Access.OPERATOR && !caller.get().operator()) {
      return Problem.of(
          ErrorCategory.FORBIDDEN, "operator-key", "This path needs an operator's key");
    }
    return null;
  }
}
