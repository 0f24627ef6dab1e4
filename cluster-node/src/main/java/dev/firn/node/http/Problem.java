package dev.firn.node.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got nothing.
 *
 * @param reason a word for programs, kebab-case
 * @param detail a sentence for people: what was expected, what came, what to do
 * @param retryAfter when to try again, where that may help
 */
record Problem(
    ErrorCategory category, String reason, String detail, @Nullable Duration retryAfter) {

  static Problem of(ErrorCategory category, String reason, String detail) {
    return new Problem(category, reason, detail, null);
  }

  Problem retryAfter(Duration pause) {
    return new Problem(category, reason, detail, pause);
  }
}
