package dev.firn.sharding.dedup;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorting and merging 128-bit ids, as unsigned numbers, without an object for each. Sorted ids are
 * big-endian, 16 bytes each, strictly ascending.
 */
final class SortedIds {
  static final int BYTES = 16;
  private static final int INDEX_BITS = 24;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  private SortedIds() {}

  /**
   * Sorts ids that differ from each other.
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
    return compare(ids[2 * l], ids[2 * l + 1], ids[2 * r], ids[2 * r + 1]) > 0;
  }

  /** All ids of some sorted runs, each once. */
  static byte[] merge(List<byte[]> runs) {
    int size = runs.stream().mapToInt(run -> run.length).reduce(0, Math::addExact);
    ByteBuffer merged = ByteBuffer.allocate(size);
    List<ByteBuffer> cursors = runs.stream().map(ByteBuffer::wrap).toList();
    long lastHigh = 0;
    long lastLow = 0;
    for (ByteBuffer next = smallest(cursors); next != null; next = smallest(cursors)) {
      long high = next.getLong();
      long low = next.getLong();
      if (merged.position() == 0 || compare(lastHigh, lastLow, high, low) != 0) {
        merged.putLong(high).putLong(low);
        lastHigh = high;
        lastLow = low;
      }
    }
    return merged.hasRemaining()
        ? Arrays.copyOf(merged.array(), merged.position())
        : merged.array();
  }

  private static @Nullable ByteBuffer smallest(List<ByteBuffer> cursors) {
    ByteBuffer smallest = null;
    for (ByteBuffer cursor : cursors) {
      if (cursor.hasRemaining() && (smallest == null || isBefore(cursor, smallest))) {
        smallest = cursor;
      }
    }
    return smallest;
  }

  private static boolean isBefore(ByteBuffer left, ByteBuffer right) {
    int l = left.position();
    int r = right.position();
    return compare(left.getLong(l), left.getLong(l + 8), right.getLong(r), right.getLong(r + 8))
        < 0;
  }

  /** Whether these are whole ids in strictly ascending order, as an undamaged run's are. */
  static boolean areSorted(byte[] ids) {
    ByteBuffer buffer = ByteBuffer.wrap(ids);
    for (int i = BYTES; i + BYTES <= ids.length; i += BYTES) {
      if (compare(
              buffer.getLong(i - BYTES),
              buffer.getLong(i - 8),
              buffer.getLong(i),
              buffer.getLong(i + 8))
          >= 0) {
        return false;
      }
    }
    return ids.length % BYTES == 0;
  }

  /** Whether a whole run has this id. */
  static boolean contains(byte[] sorted, long idHigh, long idLow) {
    ByteBuffer ids = ByteBuffer.wrap(sorted);
    int low = 0;
    int high = sorted.length / BYTES - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order =
          compare(ids.getLong(middle * BYTES), ids.getLong(middle * BYTES + 8), idHigh, idLow);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  private static int compare(long leftHigh, long leftLow, long rightHigh, long rightLow) {
    int byHigh = Long.compareUnsigned(leftHigh, rightHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(leftLow, rightLow);
  }
}
