package dev.firn.node.http;

import dev.firn.node.settings.CorsSettings;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may call, by the CORS protocol of the Fetch standard. A request whose {@code
 * Origin} is neither listed nor the node's own is refused even where a browser would send it
 * without asking first, so that no foreign page can write events into a node on its visitor's
 * machine.
 */
final class CrossOrigin {
  private final CorsSettings settings;

  CrossOrigin(CorsSettings settings) {
    this.settings = settings;
  }

  /** Why a request with this origin is refused; null where it is not. */
  @Nullable Problem refusal(RequestHeaders headers) {
    String origin = headers.origin();
    if (origin == null || settings.origins().contains(origin) || isOwn(origin, headers.host())) {
      return null;
    }
    return Problem.of(
        ErrorCategory.FORBIDDEN,
        "origin-not-allowed",
        "Pages of " + origin + " may not call this node; firn.cors.origins lists those that may");
  }

  private static boolean isOwn(String origin, @Nullable String host) {
    return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
  }

  /** The answer to a preflight request of an allowed origin. */
  HttpResponse preflight(RequestHeaders headers) {
    HttpResponse response = HttpResponse.create().withStatus(204);
    response = Answers.with(response, "Access-Control-Allow-Methods", "GET, POST");
    String wanted = headers.requestedHeaders();
    if (wanted != null) {
      response = Answers.with(response, "Access-Control-Allow-Headers", wanted);
    }
    String maxAge = Long.toString(settings.maxAge().toSeconds());
    return mark(Answers.with(response, "Access-Control-Max-Age", maxAge), headers);
  }

  /** Lets the page that asked see the answer. */
  HttpResponse mark(HttpResponse response, RequestHeaders headers) {
    String origin = headers.origin();
    if (origin == null) {
      return response;
    }
    HttpResponse marked = Answers.with(response, "Access-Control-Allow-Origin", origin);
    marked = Answers.with(marked, "Access-Control-Expose-Headers", "Retry-After");
    return Answers.with(marked, "Vary", "Origin");
  }
}
