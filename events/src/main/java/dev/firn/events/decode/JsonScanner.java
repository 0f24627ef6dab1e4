package dev.firn.events.decode;

/**
 * Finds the end of a JSON value (RFC 8259) in valid UTF-8 and makes sure that it is one, without
 * tokens or names: data is opaque here, and most of what a request holds. Whatever it cannot vouch
 * for is left to the parser, which says what is wrong.
 */
final class JsonScanner {
  static final int UNSURE = -1;

  /** Containers that are open are bits of one long, 1 for an object. */
  private static final int DEEPEST = 64;

  private int depth;
  private int deepest;
  private long objects;
  private boolean expectsValue;

  /** How deep the last value was nested: 0 for a scalar. */
  int deepest() {
    return deepest;
  }

  /** The place behind the value that begins at {@code from}, or {@link #UNSURE}. */
  int scan(byte[] bytes, int from, int to) {
    depth = 0;
    deepest = 0;
    objects = 0;
    int at = readValue(bytes, from, to);
    while (at >= 0 && depth > 0) {
      at = skipSpace(bytes, at, to);
      if (at == to) {
        return UNSURE;
      }
      at = expectsValue ? readValue(bytes, at, to) : readMark(bytes, at, to);
    }
    return at;
  }

  /** Behind a scalar, or inside a container that was opened. */
  private int readValue(byte[] bytes, int at, int to) {
    byte first = bytes[at];
    if (first == '{' || first == '[') {
      return open(bytes, at, to);
    }
    expectsValue = false;
    return behindScalar(bytes, at, to);
  }

  private int open(byte[] bytes, int from, int to) {
    int at = skipSpace(bytes, from + 1, to);
    if (depth == DEEPEST || at == to) {
      return UNSURE;
    }
    boolean object = bytes[from] == '{';
    depth++;
    deepest = Math.max(deepest, depth);
    objects = (objects << 1) | (object ? 1 : 0);
    expectsValue = bytes[at] != (object ? '}' : ']');
    return object && expectsValue ? behindName(bytes, at, to) : at;
  }

  /** Behind a value there is a comma or the end of the container. */
  private int readMark(byte[] bytes, int at, int to) {
    boolean inObject = (objects & 1) != 0;
    if (bytes[at] == ',') {
      expectsValue = true;
      return inObject ? behindName(bytes, skipSpace(bytes, at + 1, to), to) : at + 1;
    }
    if (bytes[at] != (inObject ? '}' : ']')) {
      return UNSURE;
    }
    depth--;
    objects >>>= 1;
    return at + 1;
  }

  private static int skipSpace(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** At the value that belongs to the name that begins here. */
  private static int behindName(byte[] bytes, int from, int to) {
    if (from >= to || bytes[from] != '"') {
      return UNSURE;
    }
    int at = behindString(bytes, from + 1, to);
    if (at < 0) {
      return UNSURE;
    }
    at = skipSpace(bytes, at, to);
    return at < to && bytes[at] == ':' ? skipSpace(bytes, at + 1, to) : UNSURE;
  }

  private static int behindScalar(byte[] bytes, int from, int to) {
    return switch (bytes[from]) {
      case '"' -> behindString(bytes, from + 1, to);
      case 't' -> behindWord(bytes, from, to, "true");
      case 'f' -> behindWord(bytes, from, to, "false");
      case 'n' -> behindWord(bytes, from, to, "null");
      default -> behindNumber(bytes, from, to);
    };
  }

  private static int behindWord(byte[] bytes, int from, int to, String word) {
    if (to - from < word.length()) {
      return UNSURE;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[from + i] != word.charAt(i)) {
        return UNSURE;
      }
    }
    return from + word.length();
  }

  /** Behind the closing quote of the string whose text begins at {@code from}. */
  private static int behindString(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      at = JsonStrings.plainEnd(bytes, at, to);
      if (at == to) {
        return UNSURE;
      }
      if (bytes[at] == '"') {
        return at + 1;
      }
      at = bytes[at] == '\\' ? behindEscape(bytes, at + 1, to) : UNSURE;
      if (at < 0) {
        return UNSURE;
      }
    }
  }

  private static int behindEscape(byte[] bytes, int from, int to) {
    if (from >= to) {
      return UNSURE;
    }
    return switch (bytes[from]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 1;
      case 'u' -> to - from > 4 && isHex(bytes, from + 1) ? from + 5 : UNSURE;
      default -> UNSURE;
    };
  }

  private static boolean isHex(byte[] bytes, int from) {
    for (int i = from; i < from + 4; i++) {
      if (Character.digit(bytes[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int behindNumber(byte[] bytes, int from, int to) {
    int at = bytes[from] == '-' ? from + 1 : from;
    if (at < to && bytes[at] == '0') {
      at++;
    } else {
      at = behindDigits(bytes, at, to);
    }
    if (at > 0 && at < to && bytes[at] == '.') {
      at = behindDigits(bytes, at + 1, to);
    }
    if (at > 0 && at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      boolean signed = at < to && (bytes[at] == '+' || bytes[at] == '-');
      at = behindDigits(bytes, signed ? at + 1 : at, to);
    }
    return at;
  }

  /** Behind one digit or more. */
  private static int behindDigits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at == from ? UNSURE : at;
  }
}
