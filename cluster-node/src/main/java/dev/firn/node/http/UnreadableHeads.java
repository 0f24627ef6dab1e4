package dev.firn.node.http;

import dev.firn.node.metrics.IngestMetrics;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ParserSettings;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers, in the form of all errors, requests whose head the HTTP library cannot or will not read.
 * It makes one for each connection, by name; what is wrong it tells in words alone.
 */
final class UnreadableHeads extends ParsingErrorHandler {
  private static final int URI_TOO_LONG = 414;

  /** What the library says of a stream of bytes that ended within a head. */
  private static final String NO_END = "Illegal HTTP message start";

  private static final String ENDLESS =
      "The head of a request did not end: it may take firn.http.head-timeout, and have the bytes"
          + " of firn.http.max-uri-length and firn.http.max-headers together";

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    Problem problem = problem(status.intValue(), error.summary(), settings.parserSettings());
    IngestMetrics.refusedUnread(problem.reason());
    return Answers.problem(problem);
  }

  private static Problem problem(int status, String summary, ParserSettings limits) {
    if (status == URI_TOO_LONG) {
      return Problem.of(
          ErrorCategory.URI_TOO_LONG,
          "uri-too-long",
          "A URL may have "
              + limits.maxUriLength()
              + " bytes (firn.http.max-uri-length); a receipt can be the body of POST /v1/receipts");
    }
    if (summary.contains("header name exceeds")) {
      return tooLarge(
          "The name of a header may have %d bytes (firn.http.max-header-name)",
          limits.maxHeaderNameLength());
    }
    if (summary.contains("header value exceeds")) {
      return tooLarge(
          "The value of a header may have %d bytes (firn.http.max-header-value)",
          limits.maxHeaderValueLength());
    }
    if (summary.contains("more than the configured limit")) {
      return tooLarge(
          "A request may have %d headers (firn.http.max-header-count)",
          limits.maxHeaderCount() - HttpServer.EMPTY_LINE);
    }
    if (summary.startsWith(NO_END)) {
      return Problem.of(ErrorCategory.UNREADABLE, "unreadable-head", ENDLESS);
    }
    return Problem.of(
        ErrorCategory.UNREADABLE,
        "unreadable-head",
        ("Expected an HTTP/1.1 request. " + summary).strip());
  }

  static Problem tooLarge(String sentence, int limit) {
    return Problem.of(
        ErrorCategory.HEADERS_TOO_LARGE, "headers-too-large", sentence.formatted(limit));
  }
}
