package dev.firn.catalog.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.EventBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Which rows are at fault when a file cannot be written, and which writes fail for another reason.
 */
class UnwritableRowsTest extends OnServedTable {
  @Test
  void aRowThatATableCannotTakeIsFoundAmongThousands() {
    List<AppendedBatch> appends = new ArrayList<>();
    for (int append = 1; append <= 5; append++) {
      List<CloudEvent> events = new ArrayList<>();
      for (int row = 0; row < 1_000; row++) {
        events.add(event("e" + row, append == 3 && row == 617 ? null : "somebody"));
      }
      appends.add(Events.append(Events.PARTITION, append, new BitSet(), events));
    }
    decide(schema -> schema.requireColumn("subject"));
    new DataFileWriter(table, TestFiles.SETTINGS).warmUp();

    UnwritableRowsException poison = refused(appends);

    assertThat(poison.rows())
        .containsExactly(
            new UnwritableRow(
                3, 617, "missing_value", "the table requires subject, the event has none"));
    List<AppendedBatch> rest = without(appends, poison.rows());
    assertThat(readBack(TestFiles.write(table, rest))).hasSize(4_999);
  }

  @Test
  void aBatchThatCannotBeOpenedIsPoisonAsAWholeAndNoOther() {
    AppendedBatch good = Events.append(Events.PARTITION, 1, event("a", "s"), event("b", "s"));
    AppendedBatch torn = torn(Events.append(Events.PARTITION, 2, event("c", "s"), event("d", "s")));
    BitSet second = new BitSet();
    second.set(1);
    AppendedBatch tornWithDuplicate = new AppendedBatch(3, torn.batch(), second);

    UnwritableRowsException poison = refused(List.of(good, torn, tornWithDuplicate));

    assertThat(poison.rows())
        .extracting(row -> row.append() + "/" + row.index() + " " + row.reason())
        .containsExactly("2/0 unreadable_batch", "2/1 unreadable_batch", "3/0 unreadable_batch");
  }

  @Test
  void rowsOfAnotherHourAreFoundAndTheirNeighboursAreNot() {
    CloudEvent late = event("late", "s", Events.HOUR_MICROS + 3_600_000_000L);
    AppendedBatch append =
        Events.append(Events.PARTITION, 1, event("a", "s"), late, event("b", "s"));
    assertThat(refused(List.of(append)).rows())
        .extracting(UnwritableRow::index, UnwritableRow::reason)
        .containsExactly(tuple(1, "wrong_hour"));
  }

  @Test
  void unknownFaultsAreFoundByBisectionAndAFaultyWriterBlamesNobody() {
    List<AppendedBatch> appends = Events.appends(4, 250, 5);
    Schema schema = table.form().fileSchema();
    List<Integer> sizes = new ArrayList<>();
    UnwritableRows.Trial twoBad =
        (partition, some) -> {
          int rows = some.stream().mapToInt(AppendedBatch::accepted).sum();
          sizes.add(rows);
          if (some.stream().anyMatch(batch -> has(batch, 2, 17) || has(batch, 4, 249))) {
            throw new IllegalStateException("no reason given");
          }
        };
    assertThat(new UnwritableRows(Events.PARTITION, schema, twoBad).find(appends))
        .extracting(row -> row.append() + "/" + row.index() + " " + row.reason())
        .containsExactly("2/17 not_encodable", "4/249 not_encodable");
    assertThat(sizes).hasSizeLessThan(45);

    UnwritableRows.Trial broken =
        (partition, some) -> {
          throw new IllegalStateException("nothing can be written");
        };
    assertThat(new UnwritableRows(Events.PARTITION, schema, broken).find(appends)).isEmpty();
  }

  @Test
  void aStoreThatFailsIsNoFaultOfRows() throws IOException {
    Path data = folder.resolve("warehouse/analytics/events/data");
    Files.createDirectories(data.getParent());
    Files.writeString(data, "a file where a folder should be");
    assertThatThrownBy(() -> TestFiles.write(table, Events.few(1)))
        .isNotInstanceOf(UnwritableRowsException.class)
        .isInstanceOfAny(UncheckedIOException.class, RuntimeException.class);
  }

  @Test
  void columnsAddedRenamedOrDroppedByTheOwnerAreWrittenByTheirIds() {
    decide(
        schema ->
            schema
                .addColumn("note", Types.StringType.get())
                .renameColumn("cf_country", "country")
                .renameColumn("data", "payload")
                .deleteColumn("cf_timezone")
                .updateColumn("ingest_index", Types.LongType.get()));

    List<Record> rows =
        readBack(
            TestFiles.write(
                table, List.of(Events.append(Events.PARTITION, 1, event("a", "somebody")))));

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getField("country")).isEqualTo("DE");
    assertThat(rows.get(0).getField("payload")).isEqualTo("{}");
    assertThat(rows.get(0).getField("note")).isNull();
    assertThat(rows.get(0).getField("ingest_index")).isEqualTo(0L);
    assertThat(rows.get(0).struct().field("cf_timezone")).isNull();
  }

  @Test
  void anAddedColumnLeavesEveryOtherColumnReadable() {
    decide(schema -> schema.addColumn("note", Types.StringType.get()));
    List<AppendedBatch> appends = Events.appends(3, 400, 9);
    assertThat(readBack(TestFiles.write(table, appends))).hasSize(1_200);
  }

  @Test
  void aRequiredMapOrEdgeColumnIsWrittenOrToldOf() {
    decide(schema -> schema.requireColumn("extensions").requireColumn("cf_city"));
    AppendedBatch append = Events.append(Events.PARTITION, 1, event("a", "s"));
    assertThat(refused(List.of(append)).rows())
        .extracting(UnwritableRow::detail)
        .containsExactly("the table requires cf_city, the event has none");

    decide(schema -> schema.makeColumnOptional("cf_city"));
    assertThat(readBack(TestFiles.write(table, List.of(append))).get(0).getField("extensions"))
        .isEqualTo(Map.of());
  }

  private interface Decision {
    UpdateSchema of(UpdateSchema update);
  }

  private void decide(Decision decision) {
    decision.of(table.fresh().updateSchema().allowIncompatibleChanges()).commit();
    table.reload();
  }

  private UnwritableRowsException refused(List<AppendedBatch> appends) {
    return catchThrowableOfType(
        UnwritableRowsException.class, () -> TestFiles.write(table, appends));
  }

  private List<Record> readBack(WrittenFile file) {
    Table fresh = table.fresh();
    fresh.newAppend().appendFile(TestFiles.describe(table, file)).commit();
    return TestFiles.rows(table.fresh());
  }

  private static boolean has(AppendedBatch batch, long append, int row) {
    return batch.append() == append && !batch.duplicates().get(row);
  }

  private static AppendedBatch torn(AppendedBatch append) {
    byte[] bytes = append.batch().bytes().clone();
    IntStream.range(bytes.length - 20, bytes.length).forEach(i -> bytes[i] ^= 0x55);
    return new AppendedBatch(append.append(), EventBatch.read(bytes), append.duplicates());
  }

  private static List<AppendedBatch> without(
      List<AppendedBatch> appends, List<UnwritableRow> rows) {
    return appends.stream()
        .map(
            append -> {
              BitSet left = append.duplicates();
              rows.stream()
                  .filter(row -> row.append() == append.append())
                  .forEach(row -> left.set(row.index()));
              return new AppendedBatch(append.append(), append.batch(), left);
            })
        .toList();
  }

  private static CloudEvent event(String id, @Nullable String subject) {
    return event(id, subject, Events.HOUR_MICROS);
  }

  private static CloudEvent event(String id, @Nullable String subject, long timeMicros) {
    return new CloudEvent(
        id, "/s", "page.view", "1.0", timeMicros, subject, null, null, "{}", Map.of());
  }
}
