package dev.firn.node.http;

import dev.firn.node.security.Caller;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What answers one method on one path.
 *
 * @param path whole, or the beginning of all paths meant where it ends in {@code /}
 * @param method {@code *} for any
 */
record Route(String method, String path, Access access, Handler handler) {

  /** Who may. */
  enum Access {
    ANYONE,
    TENANT,
    OPERATOR
  }

  /** Answers a request whose caller may ask it. */
  @FunctionalInterface
  interface Handler {
    CompletionStage<HttpResponse> handle(
        HttpRequest request, RequestHeaders headers, Caller caller);
  }

  boolean isPrefix() {
    return path.endsWith("/");
  }

  boolean answers(String requestMethod) {
    return method.equals("*") || method.equals(requestMethod);
  }
}
