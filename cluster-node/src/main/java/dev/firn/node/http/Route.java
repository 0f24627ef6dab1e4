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

    /** What a caller hears who may not ask; in the form that callers of this route understand. */
    default CompletionStage<HttpResponse> refuse(HttpRequest request, Problem problem) {
      return Answers.now(Answers.problem(problem));
    }
  }

  boolean isPrefix() {
    return path.endsWith("/");
  }

  /** HEAD is GET whose body the server keeps to itself. */
  boolean answers(String requestMethod) {
    return method.equals("*")
        || method.equals(requestMethod)
        || (requestMethod.equals("HEAD") && method.equals("GET"));
  }

  /** As in the header {@code Allow}. */
  String methods() {
    return method.equals("GET") ? "GET, HEAD" : method;
  }
}
