package dev.firn.events;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A checksum over a whole batch, from where it is made to where its rows are written to a file: in
 * memory, on the wire and in the journal. It stands behind the body in a skippable frame (RFC 8878,
 * section 3.1.2), which programs that know nothing of it pass over. Bytes without one come from
 * such programs.
 *
 * <pre>
 * int      0x184D2A50, little-endian
 * int      4, little-endian
 * int      CRC-32C of all bytes before the frame, big-endian
 * </pre>
 */
final class BatchSeal {
  static final int BYTES = 12;

  /** Magic number and length, as they stand there. */
  private static final long FRAME = 0x502A4D18_04000000L;

  /** Skippable frames have sixteen magic numbers; whichever, what is before it is sealed. */
  private static final long MASK = ~0x0F000000_00000000L;

  private BatchSeal() {}

  /** Fills the last {@link #BYTES}. */
  static void put(byte[] bytes) {
    int sealed = bytes.length - BYTES;
    seal(bytes).putLong(sealed, FRAME).putInt(sealed + 8, checksum(bytes, sealed));
  }

  static boolean isOn(byte[] bytes) {
    return bytes.length >= BYTES && (seal(bytes).getLong(bytes.length - BYTES) & MASK) == FRAME;
  }

  /**
   * Nothing where there is no seal.
   *
   * @throws IllegalArgumentException where the bytes are not those that were sealed
   */
  static void check(byte[] bytes) {
    if (!isOn(bytes)) {
      return;
    }
    int sealed = bytes.length - BYTES;
    int expected = seal(bytes).getInt(sealed + 8);
    int found = checksum(bytes, sealed);
    if (found != expected) {
      throw new IllegalArgumentException(
          "A damaged event batch: its %d bytes have the checksum %08x, where %08x was expected"
              .formatted(sealed, found, expected));
    }
  }

  private static ByteBuffer seal(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
