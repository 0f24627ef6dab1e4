package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing byte array with the few encodings that the batch form is made of. Not thread-safe. */
public final class ByteWriter {
  private byte[] bytes;
  private int length;

  public ByteWriter(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  public int length() {
    return length;
  }

  /** The array behind this writer; only the first {@link #length()} bytes count. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Forgets what was written behind {@code mark}, an earlier {@link #length()}. */
  public void truncate(int mark) {
    length = mark;
  }

  public void putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  public void putInt(int value) {
    ensure(4);
    bytes[length++] = (byte) (value >>> 24);
    bytes[length++] = (byte) (value >>> 16);
    bytes[length++] = (byte) (value >>> 8);
    bytes[length++] = (byte) value;
  }

  public void putLong(long value) {
    putInt((int) (value >>> 32));
    putInt((int) value);
  }

  /** LEB128, seven bits a byte, lowest first. */
  public void putVarint(long value) {
    if ((value & ~0x7fL) == 0) {
      putByte((int) value);
      return;
    }
    ensure(10);
    while ((value & ~0x7fL) != 0) {
      bytes[length++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[length++] = (byte) value;
  }

  /** Bytes that {@link #putVarint} takes for this value. */
  public static int varintLength(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  /** Zigzag, so that small negative numbers stay short. */
  public void putSignedVarint(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  public void putBytes(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** A length and the bytes. */
  public void putSized(byte[] source, int offset, int count) {
    putVarint(count);
    putBytes(source, offset, count);
  }

  public void putText(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    putSized(utf8, 0, utf8.length);
  }

  /** Length plus one, then the bytes; a single zero for null. */
  public void putNullable(byte @Nullable [] source, int offset, int count) {
    if (source == null) {
      putByte(0);
    } else {
      putVarint(count + 1L);
      putBytes(source, offset, count);
    }
  }

  public void putNullableText(@Nullable String text) {
    if (text == null) {
      putByte(0);
    } else {
      byte[] utf8 = text.getBytes(UTF_8);
      putNullable(utf8, 0, utf8.length);
    }
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }
}
