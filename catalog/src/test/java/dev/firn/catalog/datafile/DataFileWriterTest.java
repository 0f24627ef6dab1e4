package dev.firn.catalog.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.Test;

class DataFileWriterTest extends OnServedTable {
  @Test
  void everyRowComesBackAsItWasInOrderOfTime() {
    List<AppendedBatch> appends = Events.appends(7, 400, 1);
    WrittenFile file = TestFiles.write(table, appends);

    assertThat(file.rows()).isEqualTo(2800);
    assertThat(asText(readBack(file))).isEqualTo(asText(expected(appends)));
  }

  @Test
  void rowGroupsPagesAndRunsChangeNothing() {
    List<AppendedBatch> appends = Events.appends(6, 500, 2);
    DataFileSettings small = new DataFileSettings(700, 4096, 3, 600_000);
    WrittenFile file =
        new DataFileWriter(table, small).write(Events.PARTITION, TestFiles.WRITER, appends);

    Comparator<String> anyOrder = Comparator.naturalOrder();
    assertThat(asText(readBack(file)).stream().sorted(anyOrder).toList())
        .isEqualTo(asText(expected(appends)).stream().sorted(anyOrder).toList());
    assertThat(TestFiles.describe(table, file).splitOffsets()).hasSizeGreaterThan(5);
    assertMetricsAreThoseOfIceberg(file, appends);
  }

  @Test
  void metricsAreThoseOfIcebergsOwnWriter() {
    List<AppendedBatch> appends = Events.appends(3, 700, 3);
    assertMetricsAreThoseOfIceberg(TestFiles.write(table, appends), appends);
  }

  @Test
  void duplicatesAreLeftOutButKeepTheirPlace() {
    BitSet second = new BitSet();
    second.set(1);
    AppendedBatch append =
        Events.append(
            Events.PARTITION, 9, second, List.of(event("a", 0), event("b", 1), event("c", 2)));
    List<Record> rows = readBack(TestFiles.write(table, List.of(append)));

    assertThat(rows).extracting(row -> row.getField("id")).containsExactly("a", "c");
    assertThat(rows).extracting(row -> row.getField("ingest_index")).containsExactly(0, 2);
    assertThat(rows).extracting(row -> row.getField("ingest_seq")).containsExactly(9L, 9L);
  }

  @Test
  void oddValuesSurvive() {
    String large = "\"" + "ä".repeat(120_000) + "\"";
    PartitionKey partition = PartitionKey.of("a/../b %~é", Events.HOUR_MICROS);
    CloudEvent odd =
        new CloudEvent(
            "",
            "",
            partition.type(),
            "1.0",
            Events.HOUR_MICROS,
            "",
            "",
            "",
            large,
            new TreeMap<>(Map.of("a", "", "b", "\u0000\uD83D\uDE00", "_data", "base64")));
    CloudEvent bare =
        new CloudEvent(
            "\uFFFF",
            "s",
            partition.type(),
            "1.0",
            Events.HOUR_MICROS + 3_599_999_999L,
            null,
            null,
            null,
            null,
            Map.of());
    List<AppendedBatch> appends = List.of(Events.append(partition, 1, odd, bare));
    WrittenFile file =
        new DataFileWriter(table, TestFiles.SETTINGS).write(partition, "w#1", appends);

    assertThat(file.location())
        .contains("/data/type=a%2F..%2Fb%20%25%7E%C3%A9/year=2025/month=11/day=22/hour=10/");
    List<Record> rows = readBack(file);
    assertThat(rows.get(0).getField("data")).isEqualTo(large);
    assertThat(rows.get(0).getField("extensions")).isEqualTo(odd.extensions());
    assertThat(rows.get(1).getField("id")).isEqualTo("\uFFFF");
    assertThat(rows.get(1).getField("extensions")).isNull();
    assertThat(rows.get(1).getField("data")).isNull();
  }

  @Test
  void aFailedWriteLeavesNoFile() throws IOException {
    CloudEvent otherHour = event("late", 3_600_000_000L);
    AppendedBatch wrong = Events.append(Events.PARTITION, 1, event("a", 0), otherHour);

    assertThatThrownBy(() -> TestFiles.write(table, List.of(wrong)))
        .isInstanceOf(UnwritableRowsException.class)
        .hasMessageContaining("wrong_hour");
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      assertThat(files.filter(path -> path.toString().endsWith(".parquet"))).isEmpty();
    }
  }

  @Test
  void warmingUpLeavesNothing() {
    new DataFileWriter(table, TestFiles.SETTINGS).warmUp();
    assertThat(folder.resolve("warehouse/analytics/events/data")).doesNotExist();
  }

  private static CloudEvent event(String id, long offset) {
    return new CloudEvent(
        id,
        "/s",
        "page.view",
        "1.0",
        Events.HOUR_MICROS + offset,
        null,
        null,
        null,
        null,
        Map.of());
  }

  private void assertMetricsAreThoseOfIceberg(WrittenFile file, List<AppendedBatch> appends) {
    DataFile ours = TestFiles.describe(table, file);
    Metrics theirs = genericMetrics(appends);
    assertThat(ours.recordCount()).isEqualTo(theirs.recordCount());
    assertThat(ours.valueCounts()).isEqualTo(theirs.valueCounts());
    assertThat(ours.nullValueCounts()).isEqualTo(theirs.nullValueCounts());
    assertThat(ours.lowerBounds()).isEqualTo(theirs.lowerBounds());
    assertThat(ours.upperBounds()).isEqualTo(theirs.upperBounds());
    assertThat(ours.columnSizes().keySet()).isEqualTo(theirs.columnSizes().keySet());
  }

  private Metrics genericMetrics(List<AppendedBatch> appends) {
    String location = table.form().location() + "/generic-" + new Random().nextLong() + ".parquet";
    try {
      FileAppender<Record> appender =
          Parquet.write(table.io().newOutputFile(location))
              .schema(table.form().schema())
              .metricsConfig(table.form().metricsConfig())
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      appender.addAll(expected(appends));
      appender.close();
      return appender.metrics();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Record> readBack(WrittenFile file) {
    Table fresh = table.fresh();
    fresh.newAppend().appendFile(TestFiles.describe(table, file)).commit();
    return TestFiles.rows(table.fresh());
  }

  private static List<String> asText(List<Record> rows) {
    return rows.stream().map(Record::toString).toList();
  }

  private List<Record> expected(List<AppendedBatch> appends) {
    List<Record> rows = new ArrayList<>();
    for (AppendedBatch append : appends) {
      BatchRows opened = append.batch().open();
      RowView view = new RowView();
      for (int place = 0; place < opened.count(); place++) {
        rows.add(record(view.at(opened, place), append.append(), place));
      }
    }
    rows.sort(
        Comparator.<Record, OffsetDateTime>comparing(r -> (OffsetDateTime) r.getField("time"))
            .thenComparing(r -> (Long) r.getField("ingest_seq"))
            .thenComparing(r -> (Integer) r.getField("ingest_index")));
    return rows;
  }

  private Record record(RowView view, long append, int place) {
    CloudEvent event = view.toCloudEvent();
    Origin origin = view.origin();
    Edge edge = origin.edge();
    Record record = GenericRecord.create(table.form().schema());
    @SuppressWarnings("NullAway")
    Object[] values = {
      event.id(),
      event.source(),
      event.type(),
      event.specversion(),
      instant(event.timeMicros()),
      event.subject(),
      event.datacontenttype(),
      event.dataschema(),
      event.data(),
      event.extensions().isEmpty() ? null : event.extensions(),
      edge.colo(),
      edge.country(),
      edge.city(),
      edge.continent(),
      edge.postalCode(),
      edge.region(),
      edge.timezone(),
      edge.httpProtocol(),
      edge.tlsVersion(),
      edge.tlsCipher(),
      instant(origin.ingestedAtMicros()),
      origin.tenant(),
      TestFiles.WRITER,
      append,
      place
    };
    for (int i = 0; i < values.length; i++) {
      record.set(i, values[i]);
    }
    return record;
  }

  private static OffsetDateTime instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
