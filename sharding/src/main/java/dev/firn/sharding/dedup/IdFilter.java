package dev.firn.sharding.dedup;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Answers "never seen" for all but one in 4,096 strangers, and never for a member, at 1.8 bytes an
 * id. Made of the sorted ids of one run; every {@link FuseFilter} in it answers for one stretch of
 * them, so that making it takes little memory however large the run. Immutable.
 */
final class IdFilter {
  private static final int IDS_PER_STRETCH = 32_768;

  private final FuseFilter[] stretches;

  private IdFilter(FuseFilter[] stretches) {
    this.stretches = stretches;
  }

  /**
   * @param sorted ids in the order of {@link SortedIds}
   */
  static IdFilter of(byte[] sorted) {
    ByteBuffer ids = ByteBuffer.wrap(sorted);
    int count = sorted.length / SortedIds.BYTES;
    FuseFilter[] stretches = new FuseFilter[1 + count / IDS_PER_STRETCH];
    FuseFilter.Builder builder = new FuseFilter.Builder();
    long[] lows = new long[Math.min(count, 2 * IDS_PER_STRETCH)];
    int next = 0;
    for (int stretch = 0; stretch < stretches.length; stretch++) {
      int size = 0;
      while (next < count
          && stretch(ids.getLong(next * SortedIds.BYTES), stretches.length) == stretch) {
        lows = size == lows.length ? Arrays.copyOf(lows, size * 2) : lows;
        lows[size++] = ids.getLong(next * SortedIds.BYTES + 8);
        next++;
      }
      stretches[stretch] = builder.build(lows, size);
    }
    return new IdFilter(stretches);
  }

  private static int stretch(long idHigh, int stretches) {
    return (int) (((idHigh >>> 32) * stretches) >>> 32);
  }

  long heapBytes() {
    long bytes = 0;
    for (FuseFilter stretch : stretches) {
      bytes += stretch.heapBytes();
    }
    return bytes;
  }

  boolean mayContain(long idHigh, long idLow) {
    return stretches[stretch(idHigh, stretches.length)].mayContain(idLow);
  }
}
