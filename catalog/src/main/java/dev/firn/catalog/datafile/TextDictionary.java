package dev.firn.catalog.datafile;

import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/**
 * The distinct texts of a column chunk, stored as the dictionary page will hold them and found
 * through an open hash table. A repetition of the last text, the common case, is found without
 * hashing.
 */
final class TextDictionary {
  private static final int EMPTY = -1;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final Bytes entries = new Bytes(1024);
  private int[] starts = new int[64];
  private int[] table = new int[128];
  private int count;
  private int last;

  TextDictionary() {
    Arrays.fill(table, EMPTY);
  }

  void clear() {
    entries.resize(0);
    count = 0;
    last = 0;
    Arrays.fill(table, EMPTY);
  }

  int count() {
    return count;
  }

  /** The dictionary page. */
  Bytes entries() {
    return entries;
  }

  /** The text's number; a text not yet seen is added. */
  int index(byte[] source, int start, int length) {
    if (count > 0 && isEntry(last, source, start, length)) {
      return last;
    }
    int slot = hash(source, start, length) & (table.length - 1);
    while (table[slot] != EMPTY) {
      if (isEntry(table[slot], source, start, length)) {
        last = table[slot];
        return last;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = count;
    last = add(source, start, length);
    return last;
  }

  private int add(byte[] source, int start, int length) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count] = entries.length();
    entries.putSized(source, start, length);
    count++;
    if (count * 2 > table.length) {
      rehash();
    }
    return count - 1;
  }

  private void rehash() {
    table = new int[table.length * 2];
    Arrays.fill(table, EMPTY);
    for (int entry = 0; entry < count; entry++) {
      int slot = hash(entries.array(), start(entry), length(entry)) & (table.length - 1);
      while (table[slot] != EMPTY) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = entry;
    }
  }

  int start(int entry) {
    return starts[entry] + Integer.BYTES;
  }

  int length(int entry) {
    return entries.getInt(starts[entry]);
  }

  private boolean isEntry(int entry, byte[] source, int start, int length) {
    int from = start(entry);
    return length(entry) == length
        && Arrays.equals(entries.array(), from, from + length, source, start, start + length);
  }

  private static int hash(byte[] bytes, int start, int length) {
    long hash = length * MIX;
    int at = start;
    for (int words = length >>> 3; words > 0; words--) {
      hash = (hash ^ Bytes.longAt(bytes, at)) * MIX;
      hash ^= hash >>> 32;
      at += Long.BYTES;
    }
    for (; at < start + length; at++) {
      hash = (hash ^ bytes[at]) * MIX;
    }
    return (int) (hash ^ (hash >>> 32) ^ (hash >>> 16));
  }

  /** Every entry has been used, so the column's bounds are the dictionary's. */
  void addBounds(Statistics<?> statistics) {
    if (count == 0) {
      return;
    }
    int smallest = 0;
    int largest = 0;
    for (int entry = 1; entry < count; entry++) {
      if (compare(entry, smallest) < 0) {
        smallest = entry;
      } else if (compare(entry, largest) > 0) {
        largest = entry;
      }
    }
    statistics.updateStats(copy(smallest));
    statistics.updateStats(copy(largest));
  }

  private int compare(int one, int other) {
    return Arrays.compareUnsigned(
        entries.array(),
        start(one),
        start(one) + length(one),
        entries.array(),
        start(other),
        start(other) + length(other));
  }

  private Binary copy(int entry) {
    int from = start(entry);
    return Binary.fromConstantByteArray(
        Arrays.copyOfRange(entries.array(), from, from + length(entry)));
  }
}
