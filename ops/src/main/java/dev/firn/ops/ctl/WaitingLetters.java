package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Dead letters that are safe in the journal and not in the table yet, where commands look. */
final class WaitingLetters {
  private WaitingLetters() {}

  /** Tells of them, where there are any: an operator who saw none would think them lost. */
  static void tell(JsonNode answer, PrintWriter err) {
    long waiting = answer.path("waiting").asLong();
    if (waiting > 0) {
      err.println(
          "firn ctl: "
              + (waiting == 1 ? "1 dead letter is" : waiting + " dead letters are")
              + " on the way to the table and not shown yet; look again in about 35 s"
              + " (firn.flush.max-age and firn.commit.interval)");
    }
  }
}
