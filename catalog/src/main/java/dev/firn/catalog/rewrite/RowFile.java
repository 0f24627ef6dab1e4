package dev.firn.catalog.rewrite;

import dev.firn.catalog.datafile.CountingOutput;
import dev.firn.catalog.datafile.ParquetDataFile;
import dev.firn.catalog.settings.RewriteSettings;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * One file being written from rows of a {@link RowForm}. Unlike files of a flush it has
 * dictionaries for as long as they pay within a row group, and bloom filters.
 */
final class RowFile implements Closeable {
  private static final int ROWS_BETWEEN_LOOKS = 1000;
  private static final int BYTES_BETWEEN_LOOKS = 1 << 20;

  private final RowForm form;
  private final RewriteSettings settings;
  private final CountingOutput output;
  private final ParquetDataFile file;
  private final long expectedRows;
  private final RowReader reader = new RowReader();
  private final ColumnWriter[] writers;
  private @Nullable ColumnChunkPageWriteStore pages;
  private @Nullable ColumnWriteStore columns;
  private int groupRows;
  private int rowsSinceLook;
  private long bytesSinceLook;
  private long rows;

  /**
   * @param expectedRows that may come, by which bloom filters are sized
   */
  RowFile(CountingOutput output, RowForm form, RewriteSettings settings, long expectedRows)
      throws IOException {
    this.form = form;
    this.settings = settings;
    this.output = output;
    this.file = new ParquetDataFile(output, form.schema(), settings.zstdLevel());
    this.expectedRows = expectedRows;
    this.writers = new ColumnWriter[form.leaves().size()];
  }

  private ParquetProperties properties() {
    long mostRows = Math.max(1, Math.min(settings.rowGroupRows(), expectedRows - rows));
    ParquetProperties.Builder builder =
        ParquetProperties.builder()
            .withPageSize(settings.pageSize())
            .withDictionaryPageSize(settings.dictionarySize())
            .withPageRowCountLimit(settings.rowGroupRows());
    for (String column : settings.bloomColumns()) {
      builder
          .withBloomFilterEnabled(column, true)
          .withBloomFilterNDV(column, mostRows)
          .withBloomFilterFPP(column, settings.bloomFalsePositives());
    }
    return builder.build();
  }

  /** A row, at its place in an array. */
  void add(byte[] array, int start) throws IOException {
    if (columns == null) {
      begin();
    }
    reader.at(array, start);
    for (Leaf leaf : form.leaves()) {
      if (leaf.isFlat()) {
        addFlat(leaf);
      } else {
        addNested(leaf);
      }
    }
    columns().endRecord();
    rows++;
    groupRows++;
    rowsSinceLook++;
    bytesSinceLook += reader.at - start;
    if (groupRows >= settings.rowGroupRows() || (isTimeToLook() && isFull())) {
      endGroup();
    }
  }

  /** To look is to ask each column; rows may be few and large. */
  private boolean isTimeToLook() {
    return rowsSinceLook >= ROWS_BETWEEN_LOOKS || bytesSinceLook > BYTES_BETWEEN_LOOKS;
  }

  private boolean isFull() {
    rowsSinceLook = 0;
    bytesSinceLook = 0;
    return columns().getBufferedSize() > settings.rowGroupBytes();
  }

  private ColumnWriteStore columns() {
    if (columns == null) {
      throw new IllegalStateException("No row group is open");
    }
    return columns;
  }

  private void begin() {
    ColumnChunkPageWriteStore store = file.newRowGroup();
    ColumnWriteStore fresh = properties().newColumnWriteStore(file.schema(), store, store);
    pages = store;
    columns = fresh;
    for (Leaf leaf : form.leaves()) {
      writers[leaf.ordinal()] = fresh.getColumnWriter(leaf.column());
    }
  }

  private void addFlat(Leaf leaf) {
    int length = reader.varint() - 1;
    if (length < 0) {
      writers[leaf.ordinal()].writeNull(0, 0);
    } else {
      addValue(leaf, 0, leaf.definitionLevel(), length);
    }
  }

  private void addNested(Leaf leaf) {
    int count = reader.varint();
    for (int i = 0; i < count; i++) {
      int repetition = reader.next();
      int definition = reader.next();
      if (definition == leaf.definitionLevel()) {
        addValue(leaf, repetition, definition, reader.varint());
      } else {
        writers[leaf.ordinal()].writeNull(repetition, definition);
      }
    }
  }

  private void addValue(Leaf leaf, int repetition, int definition, int length) {
    ColumnWriter writer = writers[leaf.ordinal()];
    switch (leaf.kind()) {
      case INT64 -> writer.write(reader.number(length), repetition, definition);
      case INT32 -> writer.write((int) reader.number(length), repetition, definition);
      case DOUBLE ->
          writer.write(Double.longBitsToDouble(reader.number(length)), repetition, definition);
      case FLOAT ->
          writer.write(Float.intBitsToFloat((int) reader.number(length)), repetition, definition);
      case BOOLEAN -> writer.write(reader.number(length) != 0, repetition, definition);
      default -> writer.write(reader.binary(length), repetition, definition);
    }
  }

  private void endGroup() throws IOException {
    ColumnWriteStore ending = columns;
    ColumnChunkPageWriteStore store = pages;
    if (ending == null || store == null) {
      return;
    }
    ending.flush();
    file.writeRowGroup(store, groupRows);
    ending.close();
    store.close();
    columns = null;
    pages = null;
    groupRows = 0;
  }

  /** Of the row groups that are complete. */
  long bytes() {
    return output.count();
  }

  long rows() {
    return rows;
  }

  String location() {
    return output.location();
  }

  boolean isBetweenGroups() {
    return columns == null;
  }

  /** From here on the file is whole; after closing it is durable. */
  ParquetDataFile finish(Map<String, String> metadata) throws IOException {
    endGroup();
    file.finish(metadata);
    return file;
  }

  @Override
  public void close() throws IOException {
    if (columns != null) {
      columns.close();
    }
    if (pages != null) {
      pages.close();
    }
    file.close();
  }

  /** Takes a row apart. */
  private static final class RowReader {
    private byte[] array = new byte[0];
    private int at;

    void at(byte[] bytes, int start) {
      array = bytes;
      at = start;
    }

    int next() {
      return array[at++];
    }

    int varint() {
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        int part = array[at++];
        value |= (part & 0x7f) << shift;
        if (part >= 0) {
          return value;
        }
      }
    }

    long number(int length) {
      long value = 0;
      for (int i = length - 1; i >= 0; i--) {
        value = value << 8 | (array[at + i] & 0xff);
      }
      at += length;
      return value;
    }

    Binary binary(int length) {
      at += length;
      return Binary.fromReusedByteArray(array, at - length, length);
    }
  }
}
