package dev.firn.events.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of text at a time ("Hacker's Delight", 6-1: find the first zero byte). A
 * mark is the high bit of a byte; only the lowest mark of a word is sure to be right, and it is the
 * only one asked for.
 */
final class Words {
  static final int BYTES = 8;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = 0x2222222222222222L;
  private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
  private static final long SPACES = 0x2020202020202020L;
  private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  static boolean isAscii(byte[] bytes, int at) {
    return (word(bytes, at) & HIGH_BITS) == 0;
  }

  /** Whether all are printable ASCII, the space included. */
  static boolean isPrintable(byte[] bytes, int at) {
    long word = word(bytes, at);
    return ((word | below(word, SPACES) | equal(word, DELETES)) & HIGH_BITS) == 0;
  }

  /**
   * Of eight bytes in a JSON string, how many stand before the first that ends a run: a quote, a
   * backslash or a control character; 8 for none.
   */
  static int plainBytes(byte[] bytes, int at) {
    long word = word(bytes, at);
    long marks = equal(word, QUOTES) | equal(word, BACKSLASHES) | below(word, SPACES);
    return Long.numberOfTrailingZeros(marks & HIGH_BITS) >>> 3;
  }

  private static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  private static long equal(long word, long pattern) {
    long difference = word ^ pattern;
    return (difference - ONES) & ~difference;
  }

  /** Bytes of 0x80 and more are never below. */
  private static long below(long word, long bound) {
    return (word - bound) & ~word;
  }
}
