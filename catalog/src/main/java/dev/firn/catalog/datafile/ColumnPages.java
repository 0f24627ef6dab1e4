package dev.firn.catalog.datafile;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;

/**
 * Puts the pages of one column chunk together: levels before values in one array, so that a page is
 * compressed from where it was built. Data pages are version 1, which every engine reads.
 */
final class ColumnPages {
  /** Bytes that a page of plain values keeps free at its start, for the levels. */
  static final int HEADROOM = 64;

  private final ColumnDescriptor column;
  private final PageWriter pages;
  private final Scratch scratch;

  /** Buffers that all columns of a file take turns with. */
  static final class Scratch {
    final Bytes levels = new Bytes(1024);
    final Bytes page = new Bytes(16 << 10);
  }

  ColumnPages(ColumnDescriptor column, PageWriteStore store, Scratch scratch) {
    this.column = column;
    this.pages = store.getPageWriter(column);
    this.scratch = scratch;
  }

  /** Statistics of a page that know of the nulls, not yet of the bounds. */
  Statistics<?> newStatistics(Levels levels) {
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    statistics.incrementNumNulls(levels.nulls());
    return statistics;
  }

  /** A page of plain values that begin at {@link #HEADROOM} of their buffer. */
  void writePlain(Bytes values, Levels levels, Statistics<?> statistics) throws IOException {
    Bytes encoded = encode(levels);
    int start = HEADROOM - encoded.length();
    if (start < 0) {
      start = 0;
      int more = encoded.length() - HEADROOM;
      int count = values.length() - HEADROOM;
      values.resize(values.length() + more);
      System.arraycopy(values.array(), HEADROOM, values.array(), HEADROOM + more, count);
    }
    System.arraycopy(encoded.array(), 0, values.array(), start, encoded.length());
    write(values, start, levels, statistics, Encoding.PLAIN);
  }

  /** A dictionary, and the one page that refers to it. */
  void writeWithDictionary(
      Bytes dictionary, int entries, Levels levels, Indices indices, Statistics<?> statistics)
      throws IOException {
    pages.writeDictionaryPage(
        new DictionaryPage(
            BytesInput.from(dictionary.array(), 0, dictionary.length()), entries, Encoding.PLAIN));
    Bytes encoded = encode(levels);
    Bytes page = scratch.page;
    page.resize(0);
    page.put(encoded.array(), 0, encoded.length());
    int bitWidth = RunLengths.bitWidth(entries - 1);
    page.putByte(bitWidth);
    if (entries == 1) {
      RunLengths.repeat(0, indices.count(), bitWidth, page);
    } else {
      RunLengths.encode(indices.array(), 0, indices.count(), bitWidth, page);
    }
    write(page, 0, levels, statistics, Encoding.RLE_DICTIONARY);
  }

  /** Nothing but nulls. */
  void writeNulls(Levels levels) throws IOException {
    Bytes encoded = encode(levels);
    Bytes page = scratch.page;
    page.resize(0);
    page.put(encoded.array(), 0, encoded.length());
    write(page, 0, levels, newStatistics(levels), Encoding.PLAIN);
  }

  private Bytes encode(Levels levels) {
    Bytes encoded = scratch.levels;
    encoded.resize(0);
    levels.encode(encoded);
    return encoded;
  }

  private void write(
      Bytes page, int start, Levels levels, Statistics<?> statistics, Encoding encoding)
      throws IOException {
    pages.writePage(
        BytesInput.from(page.array(), start, page.length() - start),
        levels.count(),
        levels.rows(),
        statistics,
        Encoding.RLE,
        Encoding.RLE,
        encoding);
  }

  /** Ints that grow and are reused. */
  static final class Indices {
    private int[] array = new int[1024];
    private int count;

    int[] array() {
      return array;
    }

    int count() {
      return count;
    }

    void add(int value) {
      if (count == array.length) {
        array = Arrays.copyOf(array, count * 2);
      }
      array[count++] = value;
    }

    void clear() {
      count = 0;
    }
  }
}
