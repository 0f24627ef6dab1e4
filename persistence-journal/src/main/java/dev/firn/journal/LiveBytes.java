package dev.firn.journal;

import java.util.Arrays;

/**
 * Sums what is stored and not truncated, at start: two seeks for each id that has events, whatever
 * their number.
 */
final class LiveBytes {

  private LiveBytes() {}

  static long count(ReadView view) {
    long bytes = 0;
    try (RowRange rows = view.allEvents()) {
      boolean more = rows.seekToFirst();
      while (more) {
        byte[] number = Arrays.copyOf(rows.key(), Long.BYTES);
        long before = rows.header().bytesWritten() - rows.length() - EncodedEvent.OVERHEAD;
        rows.seekBack(lastRowOf(number));
        bytes += rows.header().bytesWritten() - before;
        more = rows.next();
      }
    }
    return bytes;
  }

  private static byte[] lastRowOf(byte[] number) {
    byte[] key = Arrays.copyOf(number, 2 * Long.BYTES);
    Arrays.fill(key, Long.BYTES, key.length, (byte) 0xff);
    return key;
  }
}
