package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteWriter} wrote. Anything malformed is an {@link IllegalArgumentException}.
 */
public final class ByteReader {
  private final byte[] bytes;
  private final int limit;
  private int position;

  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public ByteReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.limit = offset + length;
  }

  public int position() {
    return position;
  }

  public boolean hasRemaining() {
    return position < limit;
  }

  public int readByte() {
    require(1);
    return bytes[position++] & 0xff;
  }

  public int readInt() {
    require(4);
    int value =
        (bytes[position] & 0xff) << 24
            | (bytes[position + 1] & 0xff) << 16
            | (bytes[position + 2] & 0xff) << 8
            | (bytes[position + 3] & 0xff);
    position += 4;
    return value;
  }

  public long readLong() {
    return ((long) readInt() << 32) | (readInt() & 0xffffffffL);
  }

  public long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("A varint of more than ten bytes at " + position);
  }

  public long readSignedVarint() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint that must fit what remains, as lengths do. */
  public int readLength() {
    long value = readVarint();
    if (value < 0 || value > limit - position) {
      throw new IllegalArgumentException(
          "A length of " + value + " with " + (limit - position) + " bytes left");
    }
    return (int) value;
  }

  /** The length of a nullable field, -1 for null; its bytes follow. */
  public int readNullableLength() {
    long value = readVarint() - 1;
    if (value < -1 || value > limit - position) {
      throw new IllegalArgumentException(
          "A length of " + value + " with " + (limit - position) + " bytes left");
    }
    return (int) value;
  }

  public byte[] readSized() {
    int length = readLength();
    byte[] copy = new byte[length];
    System.arraycopy(bytes, position, copy, 0, length);
    position += length;
    return copy;
  }

  public String readText() {
    int length = readLength();
    String text = new String(bytes, position, length, UTF_8);
    position += length;
    return text;
  }

  public @Nullable String readNullableText() {
    int length = readNullableLength();
    if (length < 0) {
      return null;
    }
    String text = new String(bytes, position, length, UTF_8);
    position += length;
    return text;
  }

  public void skip(int count) {
    require(count);
    position += count;
  }

  private void require(int count) {
    if (limit - position < count) {
      throw new IllegalArgumentException(
          "Expected " + count + " more bytes at " + position + ", found " + (limit - position));
    }
  }
}
