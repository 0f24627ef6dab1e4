package dev.firn.events.decode;

import dev.firn.events.ByteWriter;

/** Takes the escapes out of JSON strings, from UTF-8 to UTF-8. */
final class JsonStrings {
  private JsonStrings() {}

  /**
   * The place of the first byte that does not stand for itself: a quote, a backslash, a control
   * character; {@code to} where there is none.
   */
  static int plainEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at + Words.BYTES <= to) {
      int plain = Words.plainBytes(bytes, at);
      at += plain;
      if (plain < Words.BYTES) {
        return at;
      }
    }
    while (at < to && bytes[at] != '"' && bytes[at] != '\\' && (bytes[at] & 0xff) >= ' ') {
      at++;
    }
    return at;
  }

  /**
   * Writes what the bytes between two quotes stand for.
   *
   * @return false where that is no text: a surrogate without its other half
   */
  static boolean unescape(byte[] bytes, int from, int to, ByteWriter out) {
    int at = from;
    while (at < to) {
      int run = at;
      while (run < to && bytes[run] != '\\') {
        run++;
      }
      out.putBytes(bytes, at, run - at);
      if (run == to) {
        return true;
      }
      if (bytes[run + 1] != 'u') {
        out.putByte(simple(bytes[run + 1]));
        at = run + 2;
      } else {
        int unit = hex(bytes, run + 2);
        at = run + 6;
        if (Character.isHighSurrogate((char) unit)) {
          boolean paired = at + 6 <= to && bytes[at] == '\\' && bytes[at + 1] == 'u';
          int low = paired ? hex(bytes, at + 2) : 0;
          if (!Character.isLowSurrogate((char) low)) {
            return false;
          }
          putCodePoint(Character.toCodePoint((char) unit, (char) low), out);
          at += 6;
        } else if (Character.isLowSurrogate((char) unit)) {
          return false;
        } else {
          putCodePoint(unit, out);
        }
      }
    }
    return true;
  }

  private static int simple(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter;
    };
  }

  private static int hex(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = (value << 4) | Character.digit(bytes[i], 16);
    }
    return value;
  }

  static void putCodePoint(int c, ByteWriter out) {
    if (c < 0x80) {
      out.putByte(c);
    } else if (c < 0x800) {
      out.putByte(0xc0 | (c >> 6));
      out.putByte(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      out.putByte(0xe0 | (c >> 12));
      out.putByte(0x80 | ((c >> 6) & 0x3f));
      out.putByte(0x80 | (c & 0x3f));
    } else {
      out.putByte(0xf0 | (c >> 18));
      out.putByte(0x80 | ((c >> 12) & 0x3f));
      out.putByte(0x80 | ((c >> 6) & 0x3f));
      out.putByte(0x80 | (c & 0x3f));
    }
  }
}
