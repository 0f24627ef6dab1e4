package dev.firn.catalog.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.evolution.SchemaChange;
import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaEvolution;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.PartitionKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Fields of {@code data} in columns of their own, as files are flushed. */
class PromotedFilesTest extends OnServedTable {
  private final Map<String, Long> misfits = new HashMap<>();

  private void promote(String column, String type, String eventType) {
    SchemaChange change =
        new Add(
            column,
            Types.fromPrimitiveString(type),
            false,
            Optional.of(new Source(eventType, JsonPath.parse("$.v." + column))));
    new SchemaEvolution(table).order(change);
    table.look();
  }

  private static CloudEvent event(String type, int number, String data) {
    return new CloudEvent(
        Integer.toString(number),
        "/s",
        type,
        "1.0",
        Events.HOUR_MICROS + number,
        null,
        null,
        null,
        data,
        Map.of());
  }

  private WrittenFile write(DataFileSettings settings, PartitionKey partition, String... data) {
    CloudEvent[] events = new CloudEvent[data.length];
    for (int i = 0; i < data.length; i++) {
      events[i] = event(partition.type(), i, data[i]);
    }
    List<AppendedBatch> batches = List.of(Events.append(partition, 1, events));
    return new DataFileWriter(table, settings, (column, count) -> misfits.put(column, count))
        .write(partition, partition.id() + "#1", batches);
  }

  private WrittenFile write(String... data) {
    return write(TestFiles.SETTINGS, Events.PARTITION, data);
  }

  @Test
  void everyTypeIsReadAsItself() {
    Map<String, Object> expected =
        Map.of(
            "boolean",
            true,
            "int",
            7,
            "long",
            1L << 40,
            "float",
            0.5f,
            "double",
            0.25d,
            "decimal(9,2)",
            new BigDecimal("12.30"),
            "decimal(18,3)",
            new BigDecimal("1234567890.125"),
            "string",
            "é",
            "date",
            LocalDate.parse("2026-11-22"),
            "timestamptz",
            OffsetDateTime.parse("2026-11-22T09:00:00.000001Z"));
    StringBuilder data = new StringBuilder("{\"v\":{");
    int number = 0;
    Map<String, Object> byColumn = new HashMap<>();
    for (Map.Entry<String, Object> one : expected.entrySet()) {
      String column = "c" + number++;
      promote(column, one.getKey(), "page.view");
      byColumn.put(column, one.getValue());
      boolean isBare = one.getValue() instanceof Number || one.getValue() instanceof Boolean;
      String quote = isBare ? "" : "\"";
      data.append(number == 1 ? "" : ",").append('"').append(column).append("\":");
      data.append(quote).append(one.getValue()).append(quote);
    }
    Commits.commit(table, write(data.append("}}").toString(), "{}"));
    Record row = TestFiles.rows(table.fresh()).get(0);
    byColumn.forEach((column, value) -> assertThat(row.getField(column)).isEqualTo(value));
    Record empty = TestFiles.rows(table.fresh()).get(1);
    byColumn.keySet().forEach(column -> assertThat(empty.getField(column)).isNull());
  }

  @Test
  void whatDoesNotFitIsNullInTheColumnWholeInDataAndCounted() {
    promote("n", "int", "page.view");
    String odd = "{\"v\":{\"n\":\"seven\"}}";
    WrittenFile file = write("{\"v\":{\"n\":7}}", odd, "not JSON", "{}");
    Commits.commit(table, file);
    List<Record> rows = TestFiles.rows(table.fresh());
    assertThat(rows).extracting(row -> row.getField("n")).containsExactly(7, null, null, null);
    assertThat(rows.get(1).getField("data")).isEqualTo(odd);
    assertThat(misfits).containsOnly(Map.entry("n", 1L));
    DataFile described = TestFiles.describe(table, file);
    assertThat(described.valueCounts()).containsEntry(28, 4L);
    assertThat(described.nullValueCounts()).containsEntry(28, 3L);
    assertThat(described.lowerBounds()).containsKey(28);
  }

  @Test
  void onlyTheTypeOfTheRuleHasTheColumn() {
    promote("n", "int", "page.view");
    PartitionKey other = PartitionKey.of("click", Events.HOUR_MICROS);
    WrittenFile file = write(TestFiles.SETTINGS, other, "{\"v\":{\"n\":7}}");
    assertThat(TestFiles.describe(table, file).valueCounts()).doesNotContainKey(28);
    promote("n", "int", "click");
    Commits.commit(table, file, write(TestFiles.SETTINGS, other, "{\"v\":{\"n\":8}}"), write("{}"));
    assertThat(TestFiles.rows(table.fresh()))
        .extracting(row -> row.getField("n"))
        .containsExactlyInAnyOrder(null, 8, null);
  }

  @Test
  void rowGroupsAndRunsEachHaveTheirs() {
    promote("n", "int", "page.view");
    DataFileSettings small = new DataFileSettings(3, 1024, 1, 1);
    String[] data = new String[10];
    for (int i = 0; i < data.length; i++) {
      data[i] = "{\"v\":{\"n\":" + i + "}}";
    }
    Commits.commit(table, write(small, Events.PARTITION, data));
    assertThat(TestFiles.rows(table.fresh()))
        .extracting(row -> row.getField("n"))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aRuleThatSomebodySetWrongHasNoEffect() {
    table
        .fresh()
        .updateProperties()
        .set("firn.promoted.9.page.view", "data")
        .set("firn.promoted.x", "$.a")
        .set("firn.promoted.99.page.view", "$.a")
        .set("firn.promoted.5.page.view", "$.a")
        .set("firn.promoted.6.page.view", "$.a")
        .commit();
    table.look();
    assertThat(table.form().promotions().unreadable())
        .containsExactly("firn.promoted.9.page.view", "firn.promoted.x");
    assertThat(table.form().promoted("page.view")).isEmpty();
    Commits.commit(table, write("{}"));
    assertThat(TestFiles.rows(table.fresh())).hasSize(1);
  }
}
