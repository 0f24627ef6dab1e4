package dev.firn.node.http;

import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/** What a request wants to be true of its events before it is answered: {@code ?wait=…}. */
enum AnswerWhen {
  DURABLE,
  COMMITTED;

  private static final String PARAMETER = "wait";

  /** What the query asks for; durable where it does not say. */
  static AnswerWhen of(Uri uri) throws RequestRefusedException {
    try {
      AnswerWhen when = DURABLE;
      for (String asked : uri.query().getAll(PARAMETER)) {
        if (!asked.equals("committed")) {
          throw refused("unknown-wait", "wait takes the value committed, not \"" + asked + "\"");
        }
        when = COMMITTED;
      }
      return when;
    } catch (IllegalUriException e) {
      throw refused("unreadable-query", "The query cannot be read: " + e.getMessage());
    }
  }

  private static RequestRefusedException refused(String reason, String detail) {
    return new RequestRefusedException(Problem.of(ErrorCategory.UNREADABLE, reason, detail));
  }
}
