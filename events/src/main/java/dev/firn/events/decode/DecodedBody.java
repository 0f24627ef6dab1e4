package dev.firn.events.decode;

import java.util.Arrays;

/** Where decompressed bytes go: a buffer that is kept, and stops growing at the limits. */
final class DecodedBody {
  private static final int SMALLEST = 128 << 10;
  private static final int LARGEST_KEPT = 2 << 20;
  private static final int LARGEST_RATIO = 100;

  /** Below this size the ratio says nothing of an attack. */
  private static final int RATIO_FREE = 64 << 10;

  private final int limit;
  private byte[] bytes = new byte[SMALLEST];
  private int length;
  private int wireLength;

  DecodedBody(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  void begin(int encodedLength) {
    length = 0;
    wireLength = encodedLength;
    if (bytes.length > LARGEST_KEPT) {
      bytes = new byte[SMALLEST];
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Makes room for at least one byte more; only ever one byte more than the limit. */
  void ensureRoom() {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit + 1L, bytes.length * 2L));
    }
  }

  int room() {
    return bytes.length - length;
  }

  /** Notes bytes that were put behind {@link #length()}. */
  void grow(int count) throws UnreadableRequestException {
    length += count;
    requireWithin(length, limit);
    if (length > RATIO_FREE && length > (long) LARGEST_RATIO * wireLength) {
      throw UnreadableRequestException.tooLarge(
          "expected a body that opens to at most "
              + LARGEST_RATIO
              + " times its size of "
              + wireLength
              + " bytes");
    }
  }

  static void requireWithin(int length, int limit) throws UnreadableRequestException {
    if (length > limit) {
      throw UnreadableRequestException.tooLarge(
          "expected a body of at most " + limit + " bytes decoded; send smaller requests");
    }
  }
}
