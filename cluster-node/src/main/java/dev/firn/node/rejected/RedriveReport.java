package dev.firn.node.rejected;

/**
 * How far a redrive has come. Of the dead letters read, each is in one of {@code written}, {@code
 * accepted}, {@code duplicates}, {@code refused} and {@code unreadable}; those accepted and the
 * duplicates are each in one of {@code committed}, {@code rejectedAgain} and {@code pending}.
 *
 * @param read dead letters that fit the filter
 * @param written their events were in the table of events before
 * @param accepted taken in again
 * @param duplicates known to their partition already
 * @param refused not taken in, after many attempts or by a limit of the tenant
 * @param unreadable nothing can be made of their bytes, or pieces of their batch are missing
 * @param committed in the table of events now
 * @param rejectedAgain found unwritable again
 * @param pending neither, when patience ran out
 * @param detail of a failure, else empty
 */
public record RedriveReport(
    String id,
    State state,
    long read,
    long written,
    long accepted,
    long duplicates,
    long refused,
    long unreadable,
    long committed,
    long rejectedAgain,
    long pending,
    String detail) {

  /** Where it is. */
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  static RedriveReport begin(String id) {
    return new RedriveReport(id, State.RUNNING, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
  }

  RedriveReport withRead(long letters, long writtenBefore) {
    return new RedriveReport(
        id,
        state,
        read + letters,
        written + writtenBefore,
        accepted,
        duplicates,
        refused,
        unreadable,
        committed,
        rejectedAgain,
        pending,
        detail);
  }

  RedriveReport withLost(long notTaken, long illegible) {
    return new RedriveReport(
        id,
        state,
        read,
        written,
        accepted,
        duplicates,
        refused + notTaken,
        unreadable + illegible,
        committed,
        rejectedAgain,
        pending,
        detail);
  }

  RedriveReport withStored(long taken, long repeated) {
    return new RedriveReport(
        id,
        state,
        read,
        written,
        accepted + taken,
        duplicates + repeated,
        refused,
        unreadable,
        committed,
        rejectedAgain,
        pending,
        detail);
  }

  RedriveReport withSettled(long inTable, long again, long waiting) {
    return new RedriveReport(
        id,
        state,
        read,
        written,
        accepted,
        duplicates,
        refused,
        unreadable,
        committed + inTable,
        rejectedAgain + again,
        pending + waiting,
        detail);
  }

  RedriveReport ended(State last, String why) {
    return new RedriveReport(
        id,
        last,
        read,
        written,
        accepted,
        duplicates,
        refused,
        unreadable,
        committed,
        rejectedAgain,
        pending,
        why);
  }
}
