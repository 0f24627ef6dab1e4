package dev.firn.ops.send;

/** Follows JSON byte by byte, just far enough to know where a value ends. */
final class JsonNesting {
  private int depth;
  private boolean inString;
  private boolean escaped;

  void accept(int b) {
    if (inString) {
      acceptInString(b);
    } else if (b == '"') {
      inString = true;
    } else if (b == '{' || b == '[') {
      depth++;
    } else if (b == '}' || b == ']') {
      depth--;
    }
  }

  private void acceptInString(int b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
    }
  }

  boolean isInString() {
    return inString;
  }

  /** Outside of every object, array and string. */
  boolean isClosed() {
    return depth <= 0 && !inString;
  }
}
