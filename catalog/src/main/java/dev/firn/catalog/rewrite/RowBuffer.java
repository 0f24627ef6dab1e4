package dev.firn.catalog.rewrite;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes of one row or key; grows, and is used again for the next. */
final class RowBuffer {
  private byte[] array = new byte[1024];
  private int length;

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void putByte(int value) {
    reserve(1);
    array[length++] = (byte) value;
  }

  /** Seven bits a byte, the lowest first. */
  void putVarint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      putByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    putByte(rest);
  }

  void putInt(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      putByte(value >>> shift);
    }
  }

  /** Highest byte first, so that unsigned bytes sort as unsigned numbers do. */
  void putLong(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      putByte((int) (value >>> shift));
    }
  }

  void put(byte[] source, int start, int count) {
    reserve(count);
    System.arraycopy(source, start, array, length, count);
    length += count;
  }

  void put(ByteBuffer source) {
    int count = source.remaining();
    reserve(count);
    source.get(array, length, count);
    length += count;
  }

  private void reserve(int count) {
    if (array.length - length < count) {
      array = Arrays.copyOf(array, Math.max(length + count, array.length * 2));
    }
  }
}
