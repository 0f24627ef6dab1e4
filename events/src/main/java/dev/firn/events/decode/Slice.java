package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** A place in a byte array, moved rather than made anew. */
final class Slice {
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int offset;
  private int length = -1;

  void set(byte[] source, int start, int size) {
    bytes = source;
    offset = start;
    length = size;
  }

  void clear() {
    bytes = NOTHING;
    offset = 0;
    length = -1;
  }

  boolean isPresent() {
    return length >= 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  int end() {
    return offset + length;
  }

  boolean contentEquals(byte[] other) {
    return length == other.length
        && Arrays.equals(bytes, offset, offset + length, other, 0, other.length);
  }

  byte[] copy() {
    return Arrays.copyOfRange(bytes, offset, end());
  }

  /** As text, for messages and names. */
  String text() {
    return new String(bytes, offset, length, UTF_8);
  }
}
