package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What the parser found, in one line and without its class names. */
final class JsonProblem {
  private static final int LONGEST = 200;

  private JsonProblem() {}

  static String describe(JsonProcessingException problem) {
    String message = problem.getOriginalMessage();
    String first = message.lines().findFirst().orElse("unreadable");
    String cut = first.length() > LONGEST ? first.substring(0, LONGEST) + "…" : first;
    long at = problem.getLocation() == null ? -1 : problem.getLocation().getByteOffset();
    return "expected JSON: " + cut + (at < 0 ? "" : " (at byte " + at + ")");
  }
}
