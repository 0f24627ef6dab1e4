package dev.firn.node.testing;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.events.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.IcebergGenerics.ScanBuilder;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The table of events as any Iceberg client reads it: nothing of Firn's is used but its access to
 * local files, in place of Hadoop's.
 */
public final class EventsTable {
  private final Map<String, String> properties = new HashMap<>();

  /**
   * @param key empty for none
   */
  public EventsTable(String catalogUrl, String key) {
    this(catalogUrl, key, Map.of());
  }

  public EventsTable(String catalogUrl, String key, Map<String, String> more) {
    properties.put("uri", catalogUrl);
    properties.put("io-impl", LocalFileIO.class.getName());
    properties.put("rest-metrics-reporting-enabled", "false");
    if (!key.isEmpty()) {
      properties.put("header.Authorization", "Bearer " + key);
    }
    properties.putAll(more);
  }

  public List<Record> rows(Expression where) {
    return rows(where, (read, table) -> read);
  }

  /** As of a tag, with the columns of its time. */
  public List<Record> rowsAsOf(String tag, String type) {
    return rows(
        Expressions.equal("type", type),
        (read, table) -> read.useSnapshot(table.snapshot(tag).snapshotId()));
  }

  private List<Record> rows(
      Expression where, BiFunction<ScanBuilder, Table, ScanBuilder> snapshot) {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("test", properties);
      Table table = catalog.loadTable(TableIdentifier.of("analytics", "events"));
      try (CloseableIterable<Record> records =
          snapshot.apply(IcebergGenerics.read(table), table).where(where).build()) {
        List<Record> rows = new ArrayList<>();
        records.forEach(record -> rows.add(record.copy()));
        return rows;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many data files it has. */
  public int files() {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("test", properties);
      Table table = catalog.loadTable(TableIdentifier.of("analytics", "events"));
      try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
        int files = 0;
        for (FileScanTask task : tasks) {
          files += task.file().recordCount() > 0 ? 1 : 0;
        }
        return files;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Record> rowsOfType(String type) {
    return rows(Expressions.equal("type", type));
  }

  public List<CloudEvent> eventsOfType(String type) {
    return rowsOfType(type).stream().map(EventsTable::event).toList();
  }

  public static CloudEvent event(Record row) {
    Map<String, String> extensions = new HashMap<>();
    if (row.getField("extensions") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> extensions.put(name.toString(), value.toString()));
    }
    OffsetDateTime time = (OffsetDateTime) row.getField("time");
    return new CloudEvent(
        (String) row.getField("id"),
        (String) row.getField("source"),
        (String) row.getField("type"),
        (String) row.getField("specversion"),
        ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant()),
        (String) row.getField("subject"),
        (String) row.getField("datacontenttype"),
        (String) row.getField("dataschema"),
        (String) row.getField("data"),
        extensions);
  }
}
