package dev.firn.catalog.datafile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing, reusable array of bytes, written little-endian as Parquet wants it. Keeps its memory
 * when cleared.
 */
final class Bytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int length;

  Bytes(int capacity) {
    array = new byte[capacity];
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  /** Cuts or extends to a length; what is new keeps whatever the memory held. */
  void resize(int newLength) {
    reserve(newLength - length);
    length = newLength;
  }

  void putByte(int value) {
    reserve(1);
    array[length++] = (byte) value;
  }

  void putInt(int value) {
    reserve(4);
    INT.set(array, length, value);
    length += 4;
  }

  void putLong(long value) {
    reserve(8);
    LONG.set(array, length, value);
    length += 8;
  }

  void putVarint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      putByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    putByte(rest);
  }

  void put(byte[] source, int start, int count) {
    reserve(count);
    System.arraycopy(source, start, array, length, count);
    length += count;
  }

  /** A Parquet BYTE_ARRAY: its length, then itself. */
  void putSized(byte[] source, int start, int count) {
    reserve(count + 4);
    INT.set(array, length, count);
    System.arraycopy(source, start, array, length + 4, count);
    length += count + 4;
  }

  void putInt(int position, int value) {
    INT.set(array, position, value);
  }

  int getInt(int position) {
    return (int) INT.get(array, position);
  }

  static long longAt(byte[] bytes, int position) {
    return (long) LONG.get(bytes, position);
  }

  private void reserve(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(length + more, array.length + (array.length >> 1)));
    }
  }
}
