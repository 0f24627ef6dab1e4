package dev.firn.journal;

/**
 * What is kept of a position when its events are truncated, so that the highest sequence number
 * never goes back.
 */
final class PositionCodec {

  private PositionCodec() {}

  static byte[] write(Position p) {
    return Keys.checkedLongs(
        Keys.number(p.number()), p.highest(), p.deletedTo(), p.bytesWritten(), p.bytesDeleted());
  }

  static Position read(long number, byte[] value) {
    long[] v = Keys.readCheckedLongs(Keys.number(number), value, 4, "position of id " + number);
    return new Position(number, v[0], v[1], v[2], v[3]);
  }
}
