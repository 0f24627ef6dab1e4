package dev.firn.catalog.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.promotion.PromotedValues;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file in the form of another table, one after the other. Columns are found by
 * their field ids; Parquet's checksums of pages are verified. Holds one row group of the file,
 * compressed, and a page of each column.
 */
final class RowSource implements Closeable {
  private final String location;
  private final RowForm form;
  private final ParquetFileReader file;
  private final Filling filling;

  /** By leaf: the file's column, none for one that it does not have. */
  private final @Nullable ColumnDescriptor[] found;

  private final boolean[] wanted;
  private final @Nullable ColumnReader[] readers;
  private final long[] valuesLeft;
  private final int[] starts;
  private final int[] lengths;
  private final RowBuffer row = new RowBuffer();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long rowsLeft;

  /**
   * @param wants the leaves to be read; others are null in every row
   * @throws UnsupportedOperationException when the file is of a form that is left alone
   */
  RowSource(InputFile input, RowForm form, Predicate<Leaf> wants) throws IOException {
    this.location = input.location();
    this.form = form;
    this.file =
        ParquetFileReader.open(
            new ParquetInput(input),
            ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification()
                .build());
    int leaves = form.leaves().size();
    this.found = new ColumnDescriptor[leaves];
    this.readers = new ColumnReader[leaves];
    this.wanted = new boolean[leaves];
    this.valuesLeft = new long[leaves];
    this.starts = new int[leaves];
    this.lengths = new int[leaves];
    try {
      findColumns(wants);
      this.filling = Filling.of(form, leaf -> wanted[leaf.ordinal()] && hasNothingIn(leaf));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void findColumns(Predicate<Leaf> wants) {
    List<ColumnDescriptor> asked = new ArrayList<>();
    for (ColumnDescriptor column : file.getFileMetaData().getSchema().getColumns()) {
      Type.ID id = column.getPrimitiveType().getId();
      if (id == null) {
        throw unsupported("column " + String.join(".", column.getPath()) + " has no field id");
      }
      form.leaf(id.intValue()).ifPresent(leaf -> found[leaf.ordinal()] = fitting(leaf, column));
    }
    for (Leaf leaf : form.leaves()) {
      ColumnDescriptor column = found[leaf.ordinal()];
      requireKnown(leaf, column);
      wanted[leaf.ordinal()] = wants.test(leaf);
      if (column != null && wanted[leaf.ordinal()]) {
        asked.add(column);
      }
    }
    file.setRequestedSchema(asked);
  }

  private ColumnDescriptor fitting(Leaf leaf, ColumnDescriptor column) {
    if (!leaf.takes(column)) {
      throw unsupported("its column " + column + " is not as the table has it, " + leaf.column());
    }
    return column;
  }

  /** What a column is that the file does not have must be known: null. */
  private void requireKnown(Leaf leaf, @Nullable ColumnDescriptor column) {
    if (column != null) {
      return;
    }
    String top = leaf.column().getPath()[0];
    boolean hasPartOfIt = false;
    for (Leaf other : form.leaves()) {
      hasPartOfIt |= other.column().getPath()[0].equals(top) && found[other.ordinal()] != null;
    }
    boolean isNull =
        !hasPartOfIt
            && form.schema().findField(leaf.fieldId()) != null
            && form.schema().findField(top).isOptional()
            && form.schema().findField(top).initialDefault() == null;
    if (!isNull) {
      throw unsupported("it has no column " + String.join(".", leaf.column().getPath()));
    }
  }

  /** Files that were rewritten have the columns of all types, with nothing but nulls in some. */
  private boolean hasNothingIn(Leaf leaf) {
    ColumnDescriptor column = found[leaf.ordinal()];
    if (column == null) {
      return true;
    }
    ColumnPath path = ColumnPath.get(column.getPath());
    for (BlockMetaData group : file.getRowGroups()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        Statistics<?> statistics = chunk.getStatistics();
        boolean isAllNull =
            statistics.isNumNullsSet() && statistics.getNumNulls() == group.getRowCount();
        if (chunk.getPath().equals(path) && !isAllNull) {
          return false;
        }
      }
    }
    return true;
  }

  private UnsupportedOperationException unsupported(String why) {
    return new UnsupportedOperationException(location + " is left alone: " + why);
  }

  /** What it filled columns with, and what did not fit. */
  PromotedValues filled() {
    return filling.values();
  }

  /** Key-value metadata of the footer. */
  Map<String, String> metadata() {
    return file.getFileMetaData().getKeyValueMetaData();
  }

  /** Moves to the next row; whether there is one. */
  boolean next() throws IOException {
    while (rowsLeft == 0) {
      PageReadStore pages = file.readNextRowGroup();
      if (pages == null) {
        return false;
      }
      open(pages);
    }
    rowsLeft--;
    row.clear();
    boolean isTurned = false;
    for (Leaf leaf : form.leaves()) {
      if (!isTurned && filling.fills(leaf)) {
        filling.turn(this);
        isTurned = true;
      }
      read(leaf);
    }
    return true;
  }

  private void open(PageReadStore pages) {
    rowsLeft = pages.getRowCount();
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(
            pages,
            new NoConverters(),
            file.getFileMetaData().getSchema(),
            file.getFileMetaData().getCreatedBy());
    Arrays.fill(readers, null);
    for (Leaf leaf : form.leaves()) {
      ColumnDescriptor column = found[leaf.ordinal()];
      if (column != null && wanted[leaf.ordinal()]) {
        ColumnReader reader = columns.getColumnReader(column);
        readers[leaf.ordinal()] = reader;
        valuesLeft[leaf.ordinal()] = pages.getPageReader(column).getTotalValueCount();
      }
    }
  }

  private void read(Leaf leaf) {
    ColumnReader reader = readers[leaf.ordinal()];
    if (!leaf.isFlat()) {
      readNested(leaf, reader);
    } else if (filling.fills(leaf)) {
      fill(leaf, reader);
    } else if (reader == null) {
      addNull(leaf);
    } else {
      if (reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel()) {
        addNull(leaf);
      } else {
        addFlat(leaf, value(leaf, reader));
      }
      reader.consume();
    }
  }

  private void addNull(Leaf leaf) {
    if (leaf.isRequired() && wanted[leaf.ordinal()]) {
      throw unsupported("it has a null in " + leaf.column().getPath()[0]);
    }
    row.putVarint(0);
    starts[leaf.ordinal()] = row.length();
    lengths[leaf.ordinal()] = -1;
  }

  private void fill(Leaf leaf, @Nullable ColumnReader reader) {
    ByteBuffer value = filling.value(leaf, number);
    if (value == null) {
      addNull(leaf);
    } else {
      addFlat(leaf, value);
    }
    if (reader != null) {
      reader.consume();
    }
  }

  private void addFlat(Leaf leaf, ByteBuffer value) {
    row.putVarint(value.remaining() + 1);
    starts[leaf.ordinal()] = row.length();
    lengths[leaf.ordinal()] = value.remaining();
    row.put(value);
  }

  private void readNested(Leaf leaf, @Nullable ColumnReader reader) {
    int ordinal = leaf.ordinal();
    lengths[ordinal] = -1;
    if (reader == null) {
      row.putVarint(1);
      row.putByte(0);
      row.putByte(0);
      return;
    }
    // How many there are is known at the end; most rows have one or none.
    RowBuffer values = new RowBuffer();
    int count = 0;
    do {
      int level = reader.getCurrentDefinitionLevel();
      values.putByte(reader.getCurrentRepetitionLevel());
      values.putByte(level);
      if (level == leaf.definitionLevel()) {
        ByteBuffer value = value(leaf, reader);
        values.putVarint(value.remaining());
        values.put(value);
      }
      reader.consume();
      count++;
      valuesLeft[ordinal]--;
    } while (valuesLeft[ordinal] > 0 && reader.getCurrentRepetitionLevel() > 0);
    row.putVarint(count);
    row.put(values.array(), 0, values.length());
  }

  private ByteBuffer value(Leaf leaf, ColumnReader reader) {
    number.clear();
    switch (reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
      case INT64 -> number.putLong(reader.getLong());
      case DOUBLE -> number.putDouble(reader.getDouble());
      case BOOLEAN -> number.put((byte) (reader.getBoolean() ? 1 : 0));
      case INT32 -> putWidened(leaf, reader.getInteger());
      case FLOAT -> putWidened(leaf, reader.getFloat());
      default -> {
        return reader.getBinary().toByteBuffer();
      }
    }
    return number.flip();
  }

  private void putWidened(Leaf leaf, int value) {
    switch (leaf.kind()) {
      case INT64 -> number.putLong(value);
      default -> number.putInt(value);
    }
  }

  private void putWidened(Leaf leaf, float value) {
    switch (leaf.kind()) {
      case DOUBLE -> number.putDouble(value);
      default -> number.putFloat(value);
    }
  }

  /** The present row, until the next. */
  RowBuffer row() {
    return row;
  }

  /** Where the value of a flat leaf begins in the row. */
  int start(Leaf leaf) {
    return starts[leaf.ordinal()];
  }

  /** Its length, -1 for null. */
  int length(Leaf leaf) {
    return lengths[leaf.ordinal()];
  }

  long longAt(Leaf leaf) {
    return ByteBuffer.wrap(row.array()).order(ByteOrder.LITTLE_ENDIAN).getLong(start(leaf));
  }

  int intAt(Leaf leaf) {
    return ByteBuffer.wrap(row.array()).order(ByteOrder.LITTLE_ENDIAN).getInt(start(leaf));
  }

  String textAt(Leaf leaf) {
    return new String(row.array(), start(leaf), length(leaf), UTF_8);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
