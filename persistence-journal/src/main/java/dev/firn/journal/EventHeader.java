package dev.firn.journal;

import java.nio.ByteBuffer;

/**
 * First bytes of a stored event, filled in by the writer: the sequence number stored before it and
 * the bytes written for its id up to and with it. The former makes a hole visible (sequence numbers
 * that were rejected are no hole), the latter tells what a truncation frees without reading what it
 * deletes. Guarded by a CRC-32C of its own.
 */
record EventHeader(long previousSequenceNr, long bytesWritten) {

  static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

  void writeTo(byte[] key, byte[] record) {
    byte[] header = Keys.checkedLongs(key, previousSequenceNr, bytesWritten);
    System.arraycopy(header, 0, record, 0, BYTES);
  }

  static EventHeader read(byte[] key, byte[] record) {
    long[] values = Keys.readCheckedLongs(key, record, 2, "event " + describe(key));
    return new EventHeader(values[0], values[1]);
  }

  private static String describe(byte[] key) {
    ByteBuffer buffer = ByteBuffer.wrap(key);
    return buffer.getLong() + "/" + buffer.getLong();
  }
}
