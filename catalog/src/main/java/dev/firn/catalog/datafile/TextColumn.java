package dev.firn.catalog.datafile;

import dev.firn.catalog.datafile.ColumnPages.Indices;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/**
 * A column of texts that are slices of a batch. Begins with a dictionary, unless told that values
 * hardly repeat, and gives it up for the rest of the file once that proves true.
 */
final class TextColumn {
  private static final int SAMPLE = 1000;
  private static final int LARGEST_DICTIONARY = 1 << 20;

  private final Levels levels;
  private final int pageSize;
  private final TextDictionary dictionary = new TextDictionary();
  private final Indices indices = new Indices();
  private final Bytes values = new Bytes(ColumnPages.HEADROOM);
  private boolean plain;
  private int smallest = -1;
  private int largest = -1;
  private ColumnPages pages;

  TextColumn(Levels levels, boolean repeatsValues, int pageSize, ColumnPages pages) {
    this.levels = levels;
    this.plain = !repeatsValues;
    this.pageSize = pageSize;
    this.pages = pages;
    clear();
  }

  /** Turns to the next row group. */
  void begin(ColumnPages next) {
    pages = next;
  }

  /** A row's value; a negative length is null. */
  void add(byte[] source, int start, int length) throws IOException {
    if (values.length() >= pageSize) {
      writePage();
    }
    if (length < 0) {
      levels.absent();
    } else {
      addValue(source, start, length);
      levels.present();
    }
  }

  /** One more value of the row that was added last. */
  void addRepeated(byte[] source, int start, int length) {
    addValue(source, start, length);
    levels.repeat();
  }

  private void addValue(byte[] source, int start, int length) {
    if (plain) {
      addPlain(source, start, length);
      return;
    }
    indices.add(dictionary.index(source, start, length));
    if (dictionaryDoesNotPay()) {
      giveUpDictionary();
    }
  }

  private boolean dictionaryDoesNotPay() {
    return dictionary.entries().length() > LARGEST_DICTIONARY
        || (indices.count() == SAMPLE && dictionary.count() > SAMPLE / 2);
  }

  private void giveUpDictionary() {
    plain = true;
    byte[] entries = dictionary.entries().array();
    for (int i = 0; i < indices.count(); i++) {
      int entry = indices.array()[i];
      addPlain(entries, dictionary.start(entry), dictionary.length(entry));
    }
    dictionary.clear();
    indices.clear();
  }

  private void addPlain(byte[] source, int start, int length) {
    int at = values.length();
    values.putSized(source, start, length);
    if (smallest < 0) {
      smallest = at;
      largest = at;
    } else if (compare(at, smallest) < 0) {
      smallest = at;
    } else if (compare(at, largest) > 0) {
      largest = at;
    }
  }

  private int compare(int one, int other) {
    byte[] array = values.array();
    return Arrays.compareUnsigned(
        array,
        one + Integer.BYTES,
        one + Integer.BYTES + values.getInt(one),
        array,
        other + Integer.BYTES,
        other + Integer.BYTES + values.getInt(other));
  }

  void finish() throws IOException {
    if (levels.count() > 0) {
      writePage();
    }
  }

  private void writePage() throws IOException {
    if (levels.isAllNull()) {
      pages.writeNulls(levels);
    } else if (plain) {
      pages.writePlain(values, levels, plainStatistics());
    } else {
      Statistics<?> statistics = pages.newStatistics(levels);
      dictionary.addBounds(statistics);
      pages.writeWithDictionary(
          dictionary.entries(), dictionary.count(), levels, indices, statistics);
    }
    clear();
  }

  private Statistics<?> plainStatistics() {
    Statistics<?> statistics = pages.newStatistics(levels);
    statistics.updateStats(copy(smallest));
    statistics.updateStats(copy(largest));
    return statistics;
  }

  private Binary copy(int at) {
    int from = at + Integer.BYTES;
    return Binary.fromConstantByteArray(
        Arrays.copyOfRange(values.array(), from, from + values.getInt(at)));
  }

  private void clear() {
    levels.clear();
    dictionary.clear();
    indices.clear();
    values.resize(ColumnPages.HEADROOM);
    smallest = -1;
    largest = -1;
  }
}
