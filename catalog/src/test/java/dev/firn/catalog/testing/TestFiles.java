package dev.firn.catalog.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.events.AppendedBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Writing and reading back. */
public final class TestFiles {
  public static final DataFileSettings SETTINGS =
      new DataFileSettings(10_000, 1 << 20, 1, 24 << 20);
  public static final String WRITER = "page.view/2025-11-22T10#1";

  private TestFiles() {}

  public static WrittenFile write(EventTable table, List<AppendedBatch> batches) {
    return new DataFileWriter(table, SETTINGS).write(Events.PARTITION, WRITER, batches);
  }

  public static DataFile describe(EventTable table, WrittenFile file) {
    try {
      return (DataFile)
          ContentFileParser.fromJson(
              new JsonMapper().readTree(file.descriptor()), table.form().spec());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Record> rows(Table table) {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      List<Record> all = new ArrayList<>();
      rows.forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
