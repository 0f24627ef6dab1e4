package dev.firn.bench.crash;

import dev.firn.catalog.embedded.EmbeddedCatalog;
import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/** Reads the table with Iceberg's own reader, through the node's catalog: what any engine sees. */
final class TableReader {
  private static final TableIdentifier EVENTS = TableIdentifier.of("analytics", "events");

  private TableReader() {}

  static void read(URI node, Consumer<Row> rows) throws IOException {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("audit", EmbeddedCatalog.settingsFor(node + "/catalog").restProperties());
      Table table = catalog.loadTable(EVENTS);
      try (CloseableIterable<Record> records =
          IcebergGenerics.read(table)
              .select("id", "ingest_writer", "ingest_seq", "ingest_index")
              .build()) {
        for (Record record : records) {
          rows.accept(row(record));
        }
      }
    }
  }

  private static Row row(Record record) {
    return new Row(
        (String) record.getField("id"),
        (String) record.getField("ingest_writer"),
        (Long) record.getField("ingest_seq"),
        (Integer) record.getField("ingest_index"));
  }
}
