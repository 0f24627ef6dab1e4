package dev.firn.catalog.datafile;

import dev.firn.catalog.promotion.PromotedColumn;
import dev.firn.catalog.promotion.PromotedValues;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.events.RowView;
import dev.firn.events.RowView.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The promoted columns of a data file on their way into pages, by Parquet's own column writers:
 * they are few, of many types, and mostly none.
 */
final class PromotedPages {
  private static final int PRESENT = 1;

  private final PromotedValues values;
  private final MessageType schema;
  private final ParquetProperties properties;
  private final ColumnWriter[] writers;
  private @Nullable ColumnWriteStore store;

  /**
   * @param file the whole file's schema
   */
  PromotedPages(MessageType file, PromotedValues values, DataFileSettings settings) {
    this.values = values;
    this.schema = new MessageType("promoted", types(file, values.columns()));
    this.writers = new ColumnWriter[values.columns().size()];
    this.properties =
        ParquetProperties.builder()
            .withPageSize(settings.pageSize())
            .withPageRowCountLimit(settings.rowGroupRows())
            .build();
  }

  private static List<Type> types(MessageType file, List<PromotedColumn> columns) {
    List<Type> types = new ArrayList<>();
    for (PromotedColumn column : columns) {
      file.getFields().stream()
          .filter(field -> field.getId().intValue() == column.fieldId())
          .forEach(types::add);
    }
    return types;
  }

  /** Turns to a new row group. */
  void begin(ColumnChunkPageWriteStore pages) {
    if (writers.length == 0) {
      return;
    }
    ColumnWriteStore fresh = properties.newColumnWriteStore(schema, pages, pages);
    for (int column = 0; column < writers.length; column++) {
      writers[column] = fresh.getColumnWriter(schema.getColumns().get(column));
    }
    store = fresh;
  }

  void add(RowView row) {
    if (store == null) {
      return;
    }
    values.read(row.body(), row.start(Field.DATA), row.length(Field.DATA));
    for (int column = 0; column < writers.length; column++) {
      write(writers[column], values.value(column));
    }
    store.endRecord();
  }

  private static void write(ColumnWriter writer, @Nullable Object value) {
    if (value == null) {
      writer.writeNull(0, 0);
    } else if (value instanceof Boolean bool) {
      writer.write(bool.booleanValue(), 0, PRESENT);
    } else if (value instanceof Integer number) {
      writer.write(number.intValue(), 0, PRESENT);
    } else if (value instanceof Long number) {
      writer.write(number.longValue(), 0, PRESENT);
    } else if (value instanceof Float number) {
      writer.write(number.floatValue(), 0, PRESENT);
    } else if (value instanceof Double number) {
      writer.write(number.doubleValue(), 0, PRESENT);
    } else {
      writer.write(Binary.fromConstantByteArray((byte[]) value), 0, PRESENT);
    }
  }

  /** Ends the row group's pages. */
  void finish() {
    if (store != null) {
      store.flush();
      store.close();
      store = null;
    }
  }
}
