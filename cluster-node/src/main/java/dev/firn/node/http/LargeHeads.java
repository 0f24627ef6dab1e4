package dev.firn.node.http;

import dev.firn.node.metrics.IngestMetrics;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;

/**
 * Headers that are too much together, though each is within its limits. The HTTP library has no
 * such limit, so this is seen when all of them are read: what a request holds from then on, while
 * its body comes and its answer is made, is bounded, which {@link Admission} does not count.
 */
final class LargeHeads {
  /** The colon, the space and the line's end. */
  private static final int AROUND = 4;

  private final int limit;

  LargeHeads(int limit) {
    this.limit = limit;
  }

  boolean isOne(HttpRequest request) {
    long bytes = 0;
    for (HttpHeader header : request.getHeaders()) {
      bytes += header.name().length() + header.value().length() + AROUND;
    }
    return bytes > limit;
  }

  /** Closes the connection. */
  HttpResponse refusal() {
    Problem problem =
        UnreadableHeads.tooLarge(
            "The headers of a request may have %d bytes together (firn.http.max-headers)", limit);
    IngestMetrics.refusedUnread(problem.reason());
    return Answers.problem(problem).addHeader(Connection.create("close"));
  }
}
