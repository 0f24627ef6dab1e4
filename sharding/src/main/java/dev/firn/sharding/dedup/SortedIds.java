package dev.firn.sharding.dedup;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Sorting and merging 128-bit ids, as unsigned numbers, without an object for each. */
final class SortedIds {
  static final int BYTES = 16;
  private static final int INDEX_BITS = 24;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  private SortedIds() {}

  /**
   * The ids in ascending order, big-endian, 16 bytes each.
   *
   * @param ids high and low halves alternating; at most 2^24 of them
   */
  static byte[] sort(long[] ids) {
    int count = ids.length / 2;
    if (count > INDEX_MASK) {
      throw new IllegalArgumentException("More ids than one run can hold: " + count);
    }
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      order[i] = ((ids[2 * i] & ~INDEX_MASK) | i) ^ Long.MIN_VALUE;
    }
    Arrays.sort(order);
    mendTies(order, ids);
    ByteBuffer sorted = ByteBuffer.allocate(count * BYTES);
    for (long entry : order) {
      int index = (int) entry & INDEX_MASK;
      sorted.putLong(ids[2 * index]).putLong(ids[2 * index + 1]);
    }
    return sorted.array();
  }

  /** Entries that share the leading bits stand by index; ids are random, so ties are rare. */
  private static void mendTies(long[] order, long[] ids) {
    for (int i = 1; i < order.length; i++) {
      long moving = order[i];
      int place = i;
      while (place > 0 && isAfter(order[place - 1], moving, ids)) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = moving;
    }
  }

  private static boolean isAfter(long left, long right, long[] ids) {
    int l = (int) left & INDEX_MASK;
    int r = (int) right & INDEX_MASK;
    int byHigh = Long.compareUnsigned(ids[2 * l], ids[2 * r]);
    return byHigh > 0 || (byHigh == 0 && Long.compareUnsigned(ids[2 * l + 1], ids[2 * r + 1]) > 0);
  }

  /** Reads ids back as alternating halves. */
  static long[] parse(byte[] sorted) {
    if (sorted.length % BYTES != 0) {
      throw new IllegalArgumentException("An id run of " + sorted.length + " bytes is cut");
    }
    long[] ids = new long[sorted.length / 8];
    ByteBuffer.wrap(sorted).asLongBuffer().get(ids);
    return ids;
  }
}
