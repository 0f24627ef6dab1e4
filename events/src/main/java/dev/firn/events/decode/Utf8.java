package dev.firn.events.decode;

/**
 * Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. The JSON
 * parser does not look that closely at what it skips, and every row must hold proper text.
 */
final class Utf8 {
  private Utf8() {}

  static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      at = skipAscii(bytes, at, to);
      if (at < to) {
        int length = sequenceLength(bytes, at, to);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /** Bytes that the text takes; half a surrogate pair counts as a character. */
  static int length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean halfOfFour = Character.isSurrogate(c);
      bytes += c < 0x80 ? 1 : c < 0x800 || halfOfFour ? 2 : 3;
    }
    return bytes;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at + Words.BYTES <= to && Words.isAscii(bytes, at)) {
      at += Words.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  /** Length of the multi-byte sequence at {@code at}, 0 where there is none. */
  private static int sequenceLength(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    int second = at + 1 < to ? bytes[at + 1] & 0xff : 0;
    if (first >= 0xc2 && first <= 0xdf) {
      return isContinuation(second) ? 2 : 0;
    }
    int third = at + 2 < to ? bytes[at + 2] & 0xff : 0;
    if (first >= 0xe0 && first <= 0xef) {
      int lowest = first == 0xe0 ? 0xa0 : 0x80;
      int highest = first == 0xed ? 0x9f : 0xbf;
      return second >= lowest && second <= highest && isContinuation(third) ? 3 : 0;
    }
    int fourth = at + 3 < to ? bytes[at + 3] & 0xff : 0;
    if (first >= 0xf0 && first <= 0xf4) {
      int lowest = first == 0xf0 ? 0x90 : 0x80;
      int highest = first == 0xf4 ? 0x8f : 0xbf;
      boolean inRange = second >= lowest && second <= highest;
      return inRange && isContinuation(third) && isContinuation(fourth) ? 4 : 0;
    }
    return 0;
  }

  private static boolean isContinuation(int b) {
    return (b & 0xc0) == 0x80;
  }
}
