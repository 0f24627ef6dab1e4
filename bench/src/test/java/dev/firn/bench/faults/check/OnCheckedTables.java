package dev.firn.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.lake.LakeTables;
import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.SentEvent;
import dev.firn.bench.load.Workload;
import dev.firn.catalog.table.EventSchema;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tables in memory that a checker looks at, and what their client was promised. */
abstract class OnCheckedTables {
  static final Workload WORKLOAD = new Workload(10, 1, 1, 100, Workload.Mix.REQUEST, 0x5eed);

  /** Expired, perhaps; and somebody has rolled this commit back. */
  private static final History HISTORY = new History(true, Set.of(4L));

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00.250Z");

  private final InMemoryCatalog catalog = new InMemoryCatalog();
  final Promises promises = new Promises(WORKLOAD);
  Table events;
  Table rejected;
  DataFile first;

  /** Events 0 to 9 are acknowledged and there, in two files. */
  @BeforeEach
  void fill() throws IOException {
    catalog.initialize("checked", Map.of());
    Namespace namespace = Namespace.of("analytics");
    catalog.createNamespace(namespace);
    events = create(TableIdentifier.of(namespace, "events"));
    rejected = create(TableIdentifier.of(namespace, "events_rejected"));
    promises.ended(0, 10, Fate.ACKNOWLEDGED);
    first = append(events, 1, 0, 1, 2, 3, 4);
    append(events, 2, 5, 6, 7, 8, 9);
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  private Table create(TableIdentifier name) {
    return catalog.createTable(name, EventSchema.SCHEMA, EventSchema.SPEC);
  }

  static DataFile append(Table table, long append, long... numbers) {
    List<String> ids = new ArrayList<>();
    for (long number : numbers) {
      ids.add(WORKLOAD.id(number));
    }
    return append(table, append, ids);
  }

  static DataFile append(Table table, long append, List<String> ids) {
    List<Record> rows = new ArrayList<>();
    for (String id : ids) {
      boolean isLetter = table.name().endsWith("rejected");
      Record row = row(SentEvent.of(id, "/checked", "a.test", NOON), append, rows.size());
      rows.add(isLetter ? letter(row) : row);
    }
    return append(table, rows);
  }

  static DataFile append(Table table, List<Record> rows) {
    DataFile file = SecondWriter.write(table, rows);
    table.newAppend().appendFile(file).commit();
    return file;
  }

  static Record row(SentEvent event, long append, int index) {
    Record row = GenericRecord.create(EventSchema.SCHEMA);
    row.setField("id", event.id());
    row.setField("source", event.source());
    row.setField("type", event.type());
    row.setField("specversion", "1.0");
    row.setField("time", event.time().atOffset(ZoneOffset.UTC));
    row.setField("subject", event.subject());
    row.setField("datacontenttype", event.datacontenttype());
    row.setField("data", event.data());
    row.setField("ingested_at", event.time().atOffset(ZoneOffset.UTC));
    row.setField("tenant", event.id().startsWith("second") ? SecondWriter.TENANT : "default");
    row.setField("ingest_writer", "a partition");
    row.setField("ingest_seq", append);
    row.setField("ingest_index", index);
    return row;
  }

  /** Its data is the event as it was sent. */
  static Record letter(Record row) {
    String sent =
        """
        {"specversion":"1.0","id":"%s","source":"%s","type":"%s","time":"%s","subject":"",\
        "datacontenttype":"application/json","data":%s}"""
            .formatted(
                row.getField("id"),
                row.getField("source"),
                row.getField("type"),
                ((OffsetDateTime) row.getField("time")).toInstant(),
                row.getField("data"));
    return row.copy(Map.of("data", sent));
  }

  TableCheck.Result check(String... secondWriter) throws IOException {
    LakeTables tables =
        new LakeTables() {
          @Override
          public Table events() {
            events.refresh();
            return events;
          }

          @Override
          public Optional<Table> rejected() {
            return Optional.of(rejected);
          }
        };
    return new TableCheck(tables, promises, Set.of(secondWriter), HISTORY).check();
  }

  static void assertOnly(TableCheck.Result found, int lost, int doubled, String problem) {
    assertThat(found.lost()).isEqualTo(lost);
    assertThat(found.doubled()).isEqualTo(doubled);
    assertThat(found.problems()).singleElement().asString().contains(problem);
  }
}
