package dev.firn.node.http;

import dev.firn.events.decode.RequestHead;
import dev.firn.node.metrics.IngestMetrics;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Headers whose end was taken for text. Behind a byte that begins a character of UTF-8, the HTTP
 * library takes as many bytes as that character should have, even where these are the end of the
 * line; then the next header, or the body, is read as part of this one. Nothing that such a request
 * says can be believed, least of all where it ends.
 */
final class TornHeaders {
  private static final int LONGEST_CHARACTER = 4;

  private TornHeaders() {}

  static boolean areIn(HttpRequest request) {
    for (HttpHeader header : request.getHeaders()) {
      if (header instanceof RawHeader && isTorn(header.value())) {
        return true;
      }
    }
    return false;
  }

  /** The line's end is in the value, or was cut off its end as white space. */
  private static boolean isTorn(String value) {
    return value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || endsWithinACharacter(value);
  }

  private static boolean endsWithinACharacter(String value) {
    int end = value.length();
    for (int i = Math.max(0, end - LONGEST_CHARACTER + 1); i < end; i++) {
      if (i + lengthBegunBy(value.charAt(i)) > end) {
        return true;
      }
    }
    return false;
  }

  /** Of what {@link RequestHead#hasStrayBytes} speaks of, as the library takes it. */
  private static int lengthBegunBy(char stray) {
    if (stray < 0xffc0 || stray >= 0xfff8) {
      return 1;
    }
    return stray < 0xffe0 ? 2 : stray < 0xfff0 ? 3 : LONGEST_CHARACTER;
  }

  /** Closes the connection. */
  static HttpResponse refusal() {
    Problem problem =
        Problem.of(
            ErrorCategory.UNREADABLE,
            "unreadable-head",
            "Expected headers in ASCII or UTF-8; percent-encode what is in ce- headers");
    IngestMetrics.refusedUnread(problem.reason());
    return Answers.problem(problem).addHeader(Connection.create("close"));
  }
}
