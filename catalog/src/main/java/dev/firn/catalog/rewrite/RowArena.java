package dev.firn.catalog.rewrite;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rows in memory, to be sorted there. Grows up to its limit, or to one row where that is larger.
 */
final class RowArena {
  private static final int FIRST = 1 << 20;

  private final int limit;
  private byte[] bytes = new byte[0];
  private int length;
  private int[] offsets = new int[1024];
  private int count;

  RowArena(int limit) {
    this.limit = limit;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean takes(RowBuffer key, RowBuffer row) {
    return isEmpty() || (long) length + size(key, row) <= limit;
  }

  private static long size(RowBuffer key, RowBuffer row) {
    // What sorting takes for each row: its offset, and a reference to that.
    return (long) RowRun.HEADER + key.length() + row.length() + 24;
  }

  void add(RowBuffer key, RowBuffer row) {
    int size = RowRun.HEADER + key.length() + row.length();
    reserve(size);
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, Math.max(1024, count * 2));
    }
    offsets[count++] = length;
    ByteBuffer target = ByteBuffer.wrap(bytes, length, size);
    target.putInt(key.length()).putInt(row.length());
    target.put(key.array(), 0, key.length()).put(row.array(), 0, row.length());
    length += size;
  }

  private void reserve(int size) {
    if (bytes.length - length < size) {
      long wanted = Math.max(Math.max(FIRST, bytes.length * 2L), (long) length + size);
      bytes = Arrays.copyOf(bytes, (int) Math.max(Math.min(wanted, limit), (long) length + size));
    }
  }

  void clear() {
    length = 0;
    count = 0;
  }

  /** Gives up its memory. */
  void release() {
    clear();
    bytes = new byte[0];
    offsets = new int[0];
  }

  /** The rows by their keys; nothing may be added until they have been read. */
  SortedRows sorted() {
    Integer[] order = new Integer[count];
    for (int i = 0; i < count; i++) {
      order[i] = offsets[i];
    }
    Arrays.sort(order, this::compare);
    return new Cursor(order);
  }

  private int compare(Integer one, Integer other) {
    int first = one + RowRun.HEADER;
    int second = other + RowRun.HEADER;
    return Arrays.compareUnsigned(
        bytes, first, first + intAt(one), bytes, second, second + intAt(other));
  }

  private int intAt(int offset) {
    return ByteBuffer.wrap(bytes, offset, Integer.BYTES).getInt();
  }

  private final class Cursor implements SortedRows {
    private final Integer[] order;
    private int next;
    private int at;

    Cursor(Integer[] order) {
      this.order = order;
    }

    @Override
    public boolean next() {
      if (next == order.length) {
        return false;
      }
      at = order[next++];
      return true;
    }

    @Override
    public byte[] array() {
      return bytes;
    }

    @Override
    public int keyStart() {
      return at + RowRun.HEADER;
    }

    @Override
    public int keyLength() {
      return intAt(at);
    }

    @Override
    public int rowStart() {
      return keyStart() + keyLength();
    }

    @Override
    public int rowLength() {
      return intAt(at + Integer.BYTES);
    }

    @Override
    public void close() {}
  }
}
