package dev.firn.sharding.dedup;

import java.util.zip.CRC32C;

/**
 * Names a run of sorted ids in the object store. Since version 2 of the names they end in the
 * content's CRC-32C; of earlier ones only the order tells whether they are whole.
 *
 * @param count ids in it
 */
public record IdRunRef(String location, int count) {
  private static final String SUFFIX = ".ids";
  private static final String REJECTED = "rejected-";
  private static final int CHECKSUM_DIGITS = 8;

  /** What became of the rows that a run's ids are of. */
  enum Kind {
    /** They are in data files. */
    FLUSHED,
    /** They are dead letters. */
    REJECTED
  }

  /** An object's name that says what is in it. */
  static String objectName(String partition, Kind kind, String unique, byte[] sorted) {
    String prefix = kind == Kind.REJECTED ? REJECTED : "";
    return partition + "/" + prefix + unique + "." + checksum(sorted) + SUFFIX;
  }

  /** Whether these are ids of dead letters; else their rows are in data files. */
  public boolean isOfRejected() {
    return fileName().startsWith(REJECTED);
  }

  Kind kind() {
    return isOfRejected() ? Kind.REJECTED : Kind.FLUSHED;
  }

  /** The last part of the location; unique, since it holds a random id. */
  public String fileName() {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /** Whether these bytes are the run, undamaged. */
  boolean isWhole(byte[] sorted) {
    return sorted.length == (long) count * SortedIds.BYTES
        && SortedIds.areSorted(sorted)
        && hasChecksumOf(sorted);
  }

  private boolean hasChecksumOf(byte[] sorted) {
    String name = fileName();
    int end = name.length() - SUFFIX.length();
    int dot = end - CHECKSUM_DIGITS - 1;
    if (dot < 1 || name.charAt(dot) != '.') {
      return true;
    }
    return name.substring(dot + 1, end).equals(checksum(sorted));
  }

  private static String checksum(byte[] sorted) {
    CRC32C checksum = new CRC32C();
    checksum.update(sorted);
    return String.format("%08x", checksum.getValue());
  }
}
