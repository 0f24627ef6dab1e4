package dev.firn.events.decode;

/** The last value that was found right: most events of a request repeat it. */
final class Seen {
  private static final int LONGEST = 1024;

  private byte[] last = new byte[0];

  boolean is(Slice slice) {
    return last.length > 0 && slice.contentEquals(last);
  }

  void remember(Slice slice) {
    if (slice.length() <= LONGEST) {
      last = slice.copy();
    }
  }
}
