package dev.firn.journal;

import org.rocksdb.ColumnFamilyHandle;

/**
 * A column family that took the events of one stretch of time, dropped as a whole when all of them
 * are truncated. Its handle stays usable for the views that were opened before.
 */
final class Generation {

  private static final String PREFIX = "events-";

  private final long number;
  private final ColumnFamilyHandle handle;
  private int views;

  Generation(long number, ColumnFamilyHandle handle) {
    this.number = number;
    this.handle = handle;
  }

  /** Number 0 is the family that format 1 kept all events in. */
  static String nameOf(long number) {
    return number == 0 ? "events" : PREFIX + number;
  }

  static boolean isName(String family) {
    return family.equals("events") || family.matches(PREFIX + "\\d{1,18}");
  }

  static long numberOf(String family) {
    return family.equals("events") ? 0 : Long.parseLong(family.substring(PREFIX.length()));
  }

  long number() {
    return number;
  }

  ColumnFamilyHandle handle() {
    return handle;
  }

  synchronized void pin() {
    views++;
  }

  synchronized void unpin() {
    views--;
  }

  synchronized boolean isPinned() {
    return views > 0;
  }
}
