package dev.firn.sharding.dedup;

import java.util.Arrays;

/**
 * The 128-bit ids of unflushed rows, each with the append that brought it. Open addressing over
 * plain arrays, 24 bytes a slot. Not thread-safe.
 */
final class IdTable {
  private static final int BYTES_PER_SLOT = 24;

  private long[] high = new long[64];
  private long[] low = new long[64];

  /** 0 marks a free slot; appends count from 1. */
  private long[] append = new long[64];

  private int size;

  int size() {
    return size;
  }

  long heapBytes() {
    return (long) append.length * BYTES_PER_SLOT;
  }

  boolean contains(long idHigh, long idLow) {
    return append[slot(idHigh, idLow)] != 0;
  }

  /** Adds an id, or answers false where it is there already. */
  boolean add(long idHigh, long idLow, long byAppend) {
    int slot = slot(idHigh, idLow);
    if (append[slot] != 0) {
      return false;
    }
    high[slot] = idHigh;
    low[slot] = idLow;
    append[slot] = byAppend;
    size++;
    if (size * 3 > append.length * 2) {
      rebuild(append.length * 2, 0);
    }
    return true;
  }

  /** Forgets one id. What was displaced past its slot moves up, so that it is still found. */
  void remove(long idHigh, long idLow) {
    int mask = append.length - 1;
    int free = slot(idHigh, idLow);
    if (append[free] == 0) {
      return;
    }
    size--;
    append[free] = 0;
    for (int next = (free + 1) & mask; append[next] != 0; next = (next + 1) & mask) {
      long by = append[next];
      append[next] = 0;
      int place = slot(high[next], low[next]);
      high[place] = high[next];
      low[place] = low[next];
      append[place] = by;
    }
  }

  /** Forgets the ids of all appends up to this one. */
  void removeThrough(long lastAppend) {
    int kept = 0;
    for (long by : append) {
      kept += by > lastAppend ? 1 : 0;
    }
    int capacity = 64;
    while (kept * 3 > capacity * 2) {
      capacity *= 2;
    }
    rebuild(capacity, lastAppend);
  }

  /** The ids of the appends from..to, high and low halves alternating, in no order. */
  long[] idsOf(long from, long to) {
    long[] found = new long[size * 2];
    int length = 0;
    for (int i = 0; i < append.length; i++) {
      if (append[i] != 0 && append[i] >= from && append[i] <= to) {
        found[length++] = high[i];
        found[length++] = low[i];
      }
    }
    return Arrays.copyOf(found, length);
  }

  private void rebuild(int capacity, long forgetThrough) {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldAppend = append;
    high = new long[capacity];
    low = new long[capacity];
    append = new long[capacity];
    size = 0;
    for (int i = 0; i < oldAppend.length; i++) {
      if (oldAppend[i] > forgetThrough) {
        int slot = slot(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        append[slot] = oldAppend[i];
        size++;
      }
    }
  }

  private int slot(long idHigh, long idLow) {
    int mask = append.length - 1;
    int slot = (int) (idLow ^ (idLow >>> 32)) & mask;
    while (append[slot] != 0 && (high[slot] != idHigh || low[slot] != idLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
