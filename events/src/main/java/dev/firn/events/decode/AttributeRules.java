package dev.firn.events.decode;

/**
 * What the CloudEvents type system and the RFCs it names allow, on UTF-8 bytes that are valid
 * already.
 */
final class AttributeRules {
  private static final boolean[] URI = lettersDigitsAnd("-._~:/?#[]@!$&'()*+,;=%");
  private static final boolean[] TOKEN = lettersDigitsAnd("!#$%&'*+-.^_`{|}~");

  private AttributeRules() {}

  private static boolean[] lettersDigitsAnd(String marks) {
    boolean[] allowed = new boolean[128];
    for (int c = 0; c < allowed.length; c++) {
      allowed[c] = isLetterOrDigit((byte) c) || marks.indexOf(c) >= 0;
    }
    return allowed;
  }

  /**
   * A CloudEvents String: no control characters (U+0000–1F, U+007F–9F) and no noncharacters. Lone
   * surrogates cannot occur in valid UTF-8.
   */
  static boolean isString(byte[] bytes, int from, int to) {
    int printable = from;
    while (printable + Words.BYTES <= to && Words.isPrintable(bytes, printable)) {
      printable += Words.BYTES;
    }
    for (int i = printable; i < to; i++) {
      int b = bytes[i];
      if (b >= 0 ? b < 0x20 || b == 0x7f : isForbidden(bytes, i, to)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isForbidden(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    if (first == 0xc2) {
      return (bytes[at + 1] & 0xff) < 0xa0;
    }
    if (first == 0xef && at + 2 < to) {
      int low = ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f);
      return low >= 0xffe || (low >= 0xdd0 && low <= 0xdef);
    }
    return first >= 0xf0
        && at + 3 < to
        && (bytes[at + 1] & 0x0f) == 0x0f
        && (bytes[at + 2] & 0xff) == 0xbf
        && (bytes[at + 3] & 0xff) >= 0xbe;
  }

  /** {@code [a-z0-9]+}, as every attribute name must be. */
  static boolean isAttributeName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /**
   * A URI-reference (RFC 3986, 4.1), not empty. Letters beyond ASCII are let through, as in an IRI.
   */
  static boolean isUriReference(byte[] bytes, int from, int to) {
    return from < to && hasUriCharacters(bytes, from, to) && colonIsRight(bytes, from, to);
  }

  /** A URI with a scheme (RFC 3986, 3); a fragment is let through. */
  static boolean isUri(byte[] bytes, int from, int to) {
    int colon = schemeEnd(bytes, from, to);
    return colon > from && colon + 1 < to && hasUriCharacters(bytes, from, to);
  }

  private static boolean hasUriCharacters(byte[] bytes, int from, int to) {
    boolean fragment = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b < 0) {
        continue;
      }
      if (!URI[b]) {
        return false;
      }
      if (b == '%' && !(i + 2 < to && isHex(bytes[i + 1]) && isHex(bytes[i + 2]))) {
        return false;
      }
      if (b == '#') {
        if (fragment) {
          return false;
        }
        fragment = true;
      }
    }
    return true;
  }

  /** A colon in the first segment is only there behind a scheme. */
  private static boolean colonIsRight(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '/' || b == '?' || b == '#') {
        return true;
      }
      if (b == ':') {
        return schemeEnd(bytes, from, to) == i;
      }
    }
    return true;
  }

  /** The place of the colon behind a scheme, -1 where there is no scheme. */
  private static int schemeEnd(byte[] bytes, int from, int to) {
    if (from >= to || !isLetter(bytes[from])) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == ':') {
        return i;
      }
      if (!isLetterOrDigit(b) && b != '+' && b != '-' && b != '.') {
        return -1;
      }
    }
    return -1;
  }

  /** A media type with its parameters (RFC 2046, in the grammar of RFC 2045, 5.1). */
  static boolean isMediaType(byte[] bytes, int from, int to) {
    int at = token(bytes, from, to);
    if (at == from || at == to || bytes[at] != '/') {
      return false;
    }
    int subtype = at + 1;
    at = token(bytes, subtype, to);
    if (at == subtype) {
      return false;
    }
    while ((at = spaces(bytes, at, to)) < to) {
      if (bytes[at] != ';') {
        return false;
      }
      at = parameter(bytes, spaces(bytes, at + 1, to), to);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  /** Behind the parameter, -1 where there is none; a trailing semicolon is let through. */
  private static int parameter(byte[] bytes, int from, int to) {
    if (from == to) {
      return to;
    }
    int equals = token(bytes, from, to);
    if (equals == from || equals == to || bytes[equals] != '=') {
      return -1;
    }
    int value = equals + 1;
    if (value < to && bytes[value] == '"') {
      return quoted(bytes, value + 1, to);
    }
    int end = token(bytes, value, to);
    return end == value ? -1 : end;
  }

  /** Behind the closing quote; what is quoted is printable ASCII, as all of a media type is. */
  private static int quoted(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '"') {
        return i + 1;
      }
      if (bytes[i] == '\\') {
        i++;
      }
      if (i < to && (bytes[i] < ' ' || bytes[i] == 0x7f)) {
        return -1;
      }
    }
    return -1;
  }

  private static int token(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= 0 && TOKEN[bytes[at]]) {
      at++;
    }
    return at;
  }

  private static int spaces(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** Base64 with the standard alphabet and its padding (RFC 4648, 4). */
  static boolean isBase64(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length % 4 != 0) {
      return false;
    }
    int padding = 0;
    while (padding < 2 && padding < length && bytes[to - 1 - padding] == '=') {
      padding++;
    }
    for (int i = from; i < to - padding; i++) {
      byte b = bytes[i];
      if (!isLetterOrDigit(b) && b != '+' && b != '/') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  private static boolean isLetterOrDigit(byte b) {
    return isLetter(b) || (b >= '0' && b <= '9');
  }

  private static boolean isHex(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }
}
