package dev.firn.sharding.dedup;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The ids of flushed rows: a filter in memory, the sorted ids in a local file. The filter answers
 * "never seen" at once; everything else is looked up.
 */
public final class IdRun {
  private final IdRunRef ref;
  private final IdFilter filter;

  IdRun(IdRunRef ref, byte[] sorted) {
    this.ref = ref;
    this.filter = IdFilter.of(sorted);
  }

  public IdRunRef ref() {
    return ref;
  }

  long heapBytes() {
    return filter.heapBytes();
  }

  boolean mayContain(long idHigh, long idLow) {
    return filter.mayContain(idHigh, idLow);
  }

  /** Exact membership. Ids are uniform, so a first guess by interpolation lands within a page. */
  static final class Lookup implements AutoCloseable {
    private static final int WINDOW = 256;

    private final FileChannel channel;
    private final int count;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW * SortedIds.BYTES);

    Lookup(FileChannel channel) throws IOException {
      this.channel = channel;
      this.count = Math.toIntExact(channel.size() / SortedIds.BYTES);
    }

    boolean contains(long idHigh, long idLow) throws IOException {
      int low = 0;
      int high = count;
      int guess = (int) (((idHigh >>> 32) * count) >>> 32);
      while (low < high) {
        int start = Math.max(low, Math.min(guess - WINDOW / 2, high - WINDOW));
        int length = Math.min(WINDOW, high - start);
        read(start, length);
        if (compare(0, idHigh, idLow) > 0) {
          high = start;
        } else if (compare(length - 1, idHigh, idLow) < 0) {
          low = start + length;
        } else {
          return searchWindow(length, idHigh, idLow);
        }
        guess = (low + high) >>> 1;
      }
      return false;
    }

    private boolean searchWindow(int length, long idHigh, long idLow) {
      int low = 0;
      int high = length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = compare(middle, idHigh, idLow);
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

    private void read(int start, int length) throws IOException {
      window.clear().limit(length * SortedIds.BYTES);
      long position = (long) start * SortedIds.BYTES;
      while (window.hasRemaining()) {
        int read = channel.read(window, position + window.position());
        if (read < 0) {
          throw new EOFException("The id run ends at " + (position + window.position()));
        }
      }
    }

    private int compare(int entry, long idHigh, long idLow) {
      int byHigh = Long.compareUnsigned(window.getLong(entry * SortedIds.BYTES), idHigh);
      return byHigh != 0
          ? byHigh
          : Long.compareUnsigned(window.getLong(entry * SortedIds.BYTES + 8), idLow);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
