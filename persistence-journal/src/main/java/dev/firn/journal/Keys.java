package dev.firn.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Keys on disk. A persistence id is spelled out once, in the ids column family, and stands there
 * for a number; events and snapshots have that number and the sequence number as key, both
 * big-endian, so that a range is one sequential read.
 */
final class Keys {

  /**
   * Kind of a stream of records; an id has separate numbers for its events and for its snapshots.
   */
  enum Kind {
    EVENTS('e'),
    SNAPSHOTS('s');

    final byte prefix;

    Kind(char prefix) {
      this.prefix = (byte) prefix;
    }
  }

  /**
   * Under this key of the ids column family: the last number given out. No id's key is that short.
   */
  static final byte[] LAST_NUMBER = {};

  /** Under this key: RocksDB's sequence number when a loss was last accepted. */
  static final byte[] ACCEPTED_LOSS = {'a'};

  private Keys() {}

  static byte[] id(Kind kind, String persistenceId) {
    byte[] text = persistenceId.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[text.length + 1];
    key[0] = kind.prefix;
    System.arraycopy(text, 0, key, 1, text.length);
    return key;
  }

  static String persistenceId(byte[] idKey) {
    return new String(idKey, 1, idKey.length - 1, StandardCharsets.UTF_8);
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static byte[] row(long number, long sequenceNr) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(number).putLong(sequenceNr).array();
  }

  static long numberOf(byte[] rowKey) {
    return ByteBuffer.wrap(rowKey).getLong();
  }

  static long sequenceNr(byte[] rowKey) {
    return ByteBuffer.wrap(rowKey).getLong(Long.BYTES);
  }

  /**
   * The longs followed by a CRC-32C over the key and them: a value that cannot be taken for another
   * key's.
   */
  static byte[] checkedLongs(byte[] key, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES + Integer.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.putInt(crc(key, buffer.array(), values.length * Long.BYTES)).array();
  }

  static long[] readCheckedLongs(byte[] key, byte[] value, int count, String what) {
    int length = count * Long.BYTES;
    ByteBuffer buffer = ByteBuffer.wrap(value);
    if (value.length < length + Integer.BYTES || buffer.getInt(length) != crc(key, value, length)) {
      throw new JournalCorruptedException("Damaged " + what + " in the journal");
    }
    long[] values = new long[count];
    buffer.asLongBuffer().get(values);
    return values;
  }

  private static int crc(byte[] key, byte[] value, int length) {
    CRC32C crc = new CRC32C();
    crc.update(key, 0, key.length);
    crc.update(value, 0, length);
    return (int) crc.getValue();
  }
}
