package dev.firn.journal;

/** A record ready to be written. An event's array begins with room for its {@link EventHeader}. */
public final class EncodedEvent {

  /**
   * What RocksDB stores beside the record: key, lengths, checksums; so that small events are not
   * taken for free.
   */
  public static final int OVERHEAD = 40;

  private final long sequenceNr;
  private final byte[] record;

  public EncodedEvent(long sequenceNr, byte[] record) {
    this.sequenceNr = sequenceNr;
    this.record = record;
  }

  public long sequenceNr() {
    return sequenceNr;
  }

  public int bytes() {
    return record.length + OVERHEAD;
  }

  public byte[] record() {
    return record;
  }
}
