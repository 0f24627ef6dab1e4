package dev.firn.events.decode;

import dev.firn.events.ByteWriter;

/**
 * The value of a {@code ce-} header as text (HTTP binding 1.0.2, 3.1.3.2): quotes taken off, then
 * percent-decoded once. Beyond the specification, a {@code %} that no two hexadecimal digits follow
 * stands for itself, because the Go, Java and JavaScript SDKs send it so (cloudevents/spec#1397),
 * and characters beyond ASCII are taken as they are, but for {@link RequestHead#hasStrayBytes}.
 */
final class HeaderText {
  private HeaderText() {}

  /** Appends the UTF-8 form; false where it is none. */
  static boolean decode(String header, ByteWriter out) {
    if (RequestHead.hasStrayBytes(header)) {
      return false;
    }
    int mark = out.length();
    boolean quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
    int end = quoted ? header.length() - 1 : header.length();
    int at = quoted ? 1 : 0;
    while (at < end) {
      char c = header.charAt(at);
      if (c == '\\' && quoted && at + 1 < end) {
        JsonStrings.putCodePoint(header.codePointAt(at + 1), out);
        at += 1 + Character.charCount(header.codePointAt(at + 1));
      } else if (c == '%' && isHexPair(header, at + 1, end)) {
        out.putByte(
            (Character.digit(header.charAt(at + 1), 16) << 4)
                | Character.digit(header.charAt(at + 2), 16));
        at += 3;
      } else {
        int character = header.codePointAt(at);
        JsonStrings.putCodePoint(character, out);
        at += Character.charCount(character);
      }
    }
    return Utf8.isValid(out.array(), mark, out.length());
  }

  private static boolean isHexPair(String text, int at, int end) {
    return at + 1 < end && isHex(text.charAt(at)) && isHex(text.charAt(at + 1));
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
