package dev.firn.catalog.datafile;

import dev.firn.catalog.datafile.ColumnPages.Indices;

/**
 * Which places of a page hold a value: Parquet's definition levels, and for the map its repetition
 * levels. A column that is all there or all null, as most are, is one run.
 */
final class Levels {
  private final int largestDefinition;
  private final boolean repeated;
  private final Indices definitions = new Indices();
  private final Indices repetitions = new Indices();
  private int count;
  private int rows;
  private int nulls;

  /**
   * @param largestDefinition the definition level of a value that is there, 0 in a required column
   * @param repeated within the map
   */
  Levels(int largestDefinition, boolean repeated) {
    this.largestDefinition = largestDefinition;
    this.repeated = repeated;
  }

  static Levels flat(boolean nullable) {
    return new Levels(nullable ? 1 : 0, false);
  }

  void clear() {
    definitions.clear();
    repetitions.clear();
    count = 0;
    rows = 0;
    nulls = 0;
  }

  int count() {
    return count;
  }

  int rows() {
    return rows;
  }

  int nulls() {
    return nulls;
  }

  boolean isAllNull() {
    return nulls == count;
  }

  /** A row's value, or the first of its entries. */
  void present() {
    add(0, largestDefinition);
    rows++;
  }

  /** One more entry of the same row. */
  void repeat() {
    add(1, largestDefinition);
  }

  void absent() {
    if (largestDefinition == 0) {
      throw new IllegalArgumentException("A null in a required column");
    }
    add(0, 0);
    nulls++;
    rows++;
  }

  private void add(int repetition, int definition) {
    if (largestDefinition > 0) {
      definitions.add(definition);
    }
    if (repeated) {
      repetitions.add(repetition);
    }
    count++;
  }

  void encode(Bytes out) {
    if (repeated) {
      encode(repetitions, 1, rows == count, 0, out);
    }
    if (largestDefinition > 0) {
      boolean uniform = nulls == 0 || nulls == count;
      encode(definitions, largestDefinition, uniform, nulls == 0 ? largestDefinition : 0, out);
    }
  }

  private void encode(Indices levels, int largest, boolean uniform, int value, Bytes out) {
    int start = out.length();
    int bitWidth = RunLengths.bitWidth(largest);
    out.putInt(0);
    if (uniform) {
      RunLengths.repeat(value, count, bitWidth, out);
    } else {
      RunLengths.encode(levels.array(), 0, count, bitWidth, out);
    }
    out.putInt(start, out.length() - start - Integer.BYTES);
  }
}
