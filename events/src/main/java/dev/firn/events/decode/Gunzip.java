package dev.firn.events.decode;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Gzip (RFC 1952) of one or more members, with an inflater that is kept. */
final class Gunzip {
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;

  private final DecodedBody decoded;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();

  Gunzip(DecodedBody decoded) {
    this.decoded = decoded;
  }

  void decode(byte[] wire, int length) throws UnreadableRequestException {
    int at = 0;
    do {
      at = member(wire, header(wire, at, length), length);
    } while (at < length);
  }

  /** The place behind the header that begins at {@code from}. */
  private static int header(byte[] wire, int from, int length) throws UnreadableRequestException {
    if (length - from < HEADER
        || (wire[from] & 0xff) != 0x1f
        || (wire[from + 1] & 0xff) != 0x8b
        || wire[from + 2] != 8) {
      throw broken("no gzip header at byte " + from);
    }
    int flags = wire[from + 3];
    int at = from + HEADER;
    if ((flags & HAS_EXTRA) != 0) {
      require(length - at >= 2);
      at += 2 + ((wire[at] & 0xff) | ((wire[at + 1] & 0xff) << 8));
    }
    if ((flags & HAS_NAME) != 0) {
      at = behindZero(wire, at, length);
    }
    if ((flags & HAS_COMMENT) != 0) {
      at = behindZero(wire, at, length);
    }
    if ((flags & HAS_HEADER_CRC) != 0) {
      at += 2;
    }
    require(at <= length);
    return at;
  }

  private static int behindZero(byte[] wire, int from, int length)
      throws UnreadableRequestException {
    int at = from;
    while (at < length && wire[at] != 0) {
      at++;
    }
    require(at < length);
    return at + 1;
  }

  /** The place behind the member whose deflated data begins at {@code from}. */
  private int member(byte[] wire, int from, int length) throws UnreadableRequestException {
    inflater.reset();
    inflater.setInput(wire, from, length - from);
    crc.reset();
    int start = decoded.length();
    while (!inflater.finished()) {
      decoded.ensureRoom();
      int made = inflate();
      crc.update(decoded.bytes(), decoded.length(), made);
      decoded.grow(made);
      require(made > 0 || inflater.finished());
    }
    int trailer = length - inflater.getRemaining();
    require(length - trailer >= TRAILER);
    if (littleEndian(wire, trailer) != (int) crc.getValue()
        || littleEndian(wire, trailer + 4) != decoded.length() - start) {
      throw broken("its check sum does not fit");
    }
    return trailer + TRAILER;
  }

  private int inflate() throws UnreadableRequestException {
    try {
      return inflater.inflate(decoded.bytes(), decoded.length(), decoded.room());
    } catch (DataFormatException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private static int littleEndian(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | ((bytes[at + 1] & 0xff) << 8)
        | ((bytes[at + 2] & 0xff) << 16)
        | ((bytes[at + 3] & 0xff) << 24);
  }

  private static void require(boolean complete) throws UnreadableRequestException {
    if (!complete) {
      throw broken("it ends too early");
    }
  }

  private static UnreadableRequestException broken(String why) {
    return UnreadableRequestException.unreadable("expected a body in gzip: " + why);
  }

  void close() {
    inflater.end();
  }
}
