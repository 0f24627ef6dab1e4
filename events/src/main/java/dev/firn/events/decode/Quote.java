package dev.firn.events.decode;

/** What came, cut to a length that fits a message. */
final class Quote {
  private static final int LONGEST = 64;

  private Quote() {}

  static String of(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }

  static String of(Slice slice) {
    return "'" + of(slice.text()) + "'";
  }
}
