package dev.firn.node.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Responses. */
final class Answers {
  private Answers() {}

  static HttpResponse json(int status, byte[] body) {
    return bytes(status, ContentTypes.APPLICATION_JSON, body);
  }

  static HttpResponse json(int status, Json.Content content) {
    return json(status, Json.bytes(content));
  }

  static HttpResponse bytes(int status, ContentType type, byte[] body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(type, ByteString.fromArrayUnsafe(body)));
  }

  /** {@code {"error":{"reason":…,"detail":…}}} with the status of the problem's category. */
  static HttpResponse problem(Problem problem) {
    HttpResponse response =
        json(
            problem.category().status(),
            out -> {
              out.writeStartObject();
              out.writeObjectFieldStart("error");
              out.writeStringField("reason", problem.reason());
              out.writeStringField("detail", problem.detail());
              out.writeEndObject();
              out.writeEndObject();
            });
    return withAdvice(response, problem);
  }

  /** The headers that tell a client what to do about a problem. */
  static HttpResponse withAdvice(HttpResponse response, Problem problem) {
    HttpResponse advising =
        problem.category() == ErrorCategory.UNAUTHENTICATED
            ? with(response, "WWW-Authenticate", "Bearer realm=\"firn\"")
            : response;
    Duration pause = problem.retryAfter();
    return pause == null ? advising : with(advising, "Retry-After", wholeSeconds(pause));
  }

  static HttpResponse with(HttpResponse response, String header, String value) {
    return response.addHeader(RawHeader.create(header, value));
  }

  private static String wholeSeconds(Duration pause) {
    return Long.toString(Math.max(1, (pause.toMillis() + 999) / 1000));
  }

  static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
