package dev.firn.node.rejected;

/**
 * How far a redrive has come.
 *
 * @param detail of a failure, else empty
 */
public record RedriveReport(String id, State state, RedriveTally tally, String detail) {

  /** Where it is. */
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  static RedriveReport begin(String id) {
    return new RedriveReport(id, State.RUNNING, RedriveTally.NONE, "");
  }

  RedriveReport plus(RedriveTally more) {
    return new RedriveReport(id, state, tally.plus(more), detail);
  }

  RedriveReport ended(State last, String why) {
    return new RedriveReport(id, last, tally, why);
  }
}
