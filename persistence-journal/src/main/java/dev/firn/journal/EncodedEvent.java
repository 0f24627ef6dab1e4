package dev.firn.journal;

/** A record ready to be written. An event's array begins with room for its {@link EventHeader}. */
final class EncodedEvent {

  /**
   * What RocksDB stores beside the record: key, lengths, checksums; so that small events are not
   * taken for free.
   */
  static final int OVERHEAD = 40;

  private final long sequenceNr;
  private final byte[] record;

  EncodedEvent(long sequenceNr, byte[] record) {
    this.sequenceNr = sequenceNr;
    this.record = record;
  }

  long sequenceNr() {
    return sequenceNr;
  }

  int bytes() {
    return record.length + OVERHEAD;
  }

  byte[] record() {
    return record;
  }
}
