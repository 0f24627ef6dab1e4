package dev.firn.bench.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.catalog.io.LocalFileIO;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/** Reads the table as any Iceberg client does, and compares columns with what data says. */
final class PlainReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI node;

  PlainReader(URI node) {
    this.node = node;
  }

  /**
   * What was read.
   *
   * @param filled rows with a value in the column
   * @param wrong values that are not those of data, or of another class than they should be
   * @param hasColumn whether the column is in the schema
   */
  record Read(long rows, long filled, long wrong, boolean hasColumn) {}

  /**
   * Reads a column.
   *
   * @param tag as of which; empty for now
   * @param type of every value
   * @param field of data that it must be equal to
   */
  Read read(Optional<String> tag, String column, Class<?> type, String field) throws IOException {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize(
          "bench",
          Map.of(
              "uri",
              node.resolve("/catalog").toString(),
              "io-impl",
              LocalFileIO.class.getName(),
              "rest-metrics-reporting-enabled",
              "false"));
      Table table = catalog.loadTable(TableIdentifier.of("analytics", "events"));
      IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table);
      if (tag.isPresent()) {
        scan = scan.useSnapshot(table.snapshot(tag.get()).snapshotId());
      }
      try (CloseableIterable<Record> rows = scan.build()) {
        return read(rows, column, type, field);
      }
    }
  }

  private static Read read(
      CloseableIterable<Record> rows, String column, Class<?> type, String field)
      throws IOException {
    long count = 0;
    long filled = 0;
    long wrong = 0;
    boolean hasColumn = false;
    for (Record row : rows) {
      count++;
      hasColumn |= row.struct().field(column) != null;
      Object value = hasColumn ? row.getField(column) : null;
      if (value != null) {
        filled++;
        JsonNode expected = JSON.readTree(row.getField("data").toString()).path(field);
        boolean isRight = type.isInstance(value) && value.toString().equals(expected.asText());
        wrong += isRight ? 0 : 1;
      }
    }
    return new Read(count, filled, wrong, hasColumn);
  }
}
