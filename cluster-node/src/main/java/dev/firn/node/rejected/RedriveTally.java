package dev.firn.node.rejected;

/**
 * Counts of a redrive. Of the dead letters read, each is in one of {@code written}, {@code
 * accepted}, {@code duplicates}, {@code refused} and {@code unreadable}; those accepted and the
 * duplicates are each in one of {@code committed}, {@code rejectedAgain} and {@code pending}.
 *
 * @param read dead letters that fit the filter
 * @param written their events were in the table of events before
 * @param accepted taken in again
 * @param duplicates known to their partition already
 * @param refused not taken in, after many attempts
 * @param unreadable nothing can be made of their bytes, or pieces of their batch are missing
 * @param committed in the table of events now
 * @param rejectedAgain found unwritable again
 * @param pending neither, when patience ran out
 */
public record RedriveTally(
    long read,
    long written,
    long accepted,
    long duplicates,
    long refused,
    long unreadable,
    long committed,
    long rejectedAgain,
    long pending) {
  static final RedriveTally NONE = new RedriveTally(0, 0, 0, 0, 0, 0, 0, 0, 0);

  static RedriveTally read(long letters, long writtenBefore, long unreadable) {
    return new RedriveTally(letters, writtenBefore, 0, 0, 0, unreadable, 0, 0, 0);
  }

  static RedriveTally stored(long accepted, long duplicates, long refused) {
    return new RedriveTally(0, 0, accepted, duplicates, refused, 0, 0, 0, 0);
  }

  static RedriveTally settled(long committed, long rejectedAgain, long pending) {
    return new RedriveTally(0, 0, 0, 0, 0, 0, committed, rejectedAgain, pending);
  }

  RedriveTally plus(RedriveTally more) {
    return new RedriveTally(
        read + more.read,
        written + more.written,
        accepted + more.accepted,
        duplicates + more.duplicates,
        refused + more.refused,
        unreadable + more.unreadable,
        committed + more.committed,
        rejectedAgain + more.rejectedAgain,
        pending + more.pending);
  }
}
