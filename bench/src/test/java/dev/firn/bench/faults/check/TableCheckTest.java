package dev.firn.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.lake.LakeTables;
import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checker that never finds anything proves nothing: here everything is wrong on purpose. */
class TableCheckTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.StringType.get()),
          Types.NestedField.required(2, "ingest_writer", Types.StringType.get()),
          Types.NestedField.required(3, "ingest_seq", Types.LongType.get()),
          Types.NestedField.required(4, "ingest_index", Types.IntegerType.get()));
  private static final Workload WORKLOAD =
      new Workload(10, 1, 1, 100, Workload.Mix.REQUEST, 0x5eed);

  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private final Promises promises = new Promises(WORKLOAD);
  private Table events;
  private Table rejected;
  private DataFile first;

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
    return catalog.createTable(name, SCHEMA, PartitionSpec.unpartitioned());
  }

  private static DataFile append(Table table, long append, long... numbers) {
    List<String> ids = new ArrayList<>();
    for (long number : numbers) {
      ids.add(WORKLOAD.id(number));
    }
    return append(table, append, ids);
  }

  private static DataFile append(Table table, long append, List<String> ids) {
    List<Record> rows = new ArrayList<>();
    for (int index = 0; index < ids.size(); index++) {
      Record row = GenericRecord.create(SCHEMA);
      row.setField("id", ids.get(index));
      row.setField("ingest_writer", "a partition");
      row.setField("ingest_seq", append);
      row.setField("ingest_index", index);
      rows.add(row);
    }
    DataFile file = SecondWriter.write(table, rows);
    table.newAppend().appendFile(file).commit();
    return file;
  }

  private TableCheck.Result check(String... secondWriter) throws IOException {
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
    return new TableCheck(tables, promises, Set.of(secondWriter), false).check();
  }

  private static void assertOnly(TableCheck.Result found, int lost, int doubled, String problem) {
    assertThat(found.lost()).isEqualTo(lost);
    assertThat(found.doubled()).isEqualTo(doubled);
    assertThat(found.problems()).singleElement().asString().contains(problem);
  }

  @Test
  void whatIsWholeIsRight() throws IOException {
    promises.ended(100, 10, Fate.OPEN);
    append(events, 3, 100, 101);

    TableCheck.Result found = check();
    assertThat(found.problems()).isEmpty();
    assertThat(found.rows()).isEqualTo(12);
    assertThat(found.files()).isEqualTo(3);
  }

  @Test
  void aRowThatIsGoneIsLost() throws IOException {
    events.newDelete().deleteFile(first).commit();

    assertOnly(check(), 5, 0, "K1");
  }

  @Test
  void aRowOfAnOlderSnapshotIsLost() throws IOException {
    long before = events.currentSnapshot().snapshotId();
    promises.ended(10, 10, Fate.ACKNOWLEDGED);
    append(events, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    events.manageSnapshots().rollbackTo(before).commit();

    assertOnly(check(), 10, 0, "K1");
  }

  @Test
  void aRowThatIsThereTwiceIsDoubled() throws IOException {
    append(events, 3, 4);

    assertOnly(check(), 0, 1, "K2");
  }

  @Test
  void oneLostAndOneDoubledDoNotMakeUpForEachOther() throws IOException {
    events.newDelete().deleteFile(first).commit();
    append(events, 3, 5, 6, 7, 8, 9);

    TableCheck.Result found = check();
    assertThat(found.rows()).isEqualTo(10);
    assertThat(found.lost()).isEqualTo(5);
    assertThat(found.doubled()).isEqualTo(5);
  }

  @Test
  void aProvenanceThatIsThereTwiceIsFound() throws IOException {
    promises.ended(100, 10, Fate.OPEN);
    append(events, 2, 100);

    assertOnly(check(), 0, 0, "K3");
  }

  @Test
  void aFileThatIsListedTwiceIsFound() throws IOException {
    events.newAppend().appendFile(first).commit();

    TableCheck.Result found = check();
    assertThat(found.doubled()).isEqualTo(5);
    assertThat(found.problems()).anyMatch(problem -> problem.startsWith("K4"));
  }

  @Test
  void whatWasRefusedOrNeverSentMustNotBeThere() throws IOException {
    promises.ended(100, 10, Fate.REFUSED);
    append(events, 3, 100);
    append(events, 4, List.of("somebody else's"));

    TableCheck.Result found = check();
    assertThat(found.lost()).isZero();
    assertThat(found.problems()).singleElement().asString().contains("K6", "2 times");
  }

  @Test
  void aDeadLetterStandsForItsRowAndNotBesideIt() throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    append(rejected, 1, 10);
    assertThat(check().problems()).isEmpty();
    assertThat(check().deadLetters()).isEqualTo(1);

    append(rejected, 2, 4);
    assertOnly(check(), 0, 1, "K2");
  }

  @Test
  void aRowOfTheOtherWriterThatIsGoneIsLost() throws IOException {
    append(events, 3, List.of("second-writer-1-0"));
    assertThat(check("second-writer-1-0").problems()).isEmpty();

    assertOnly(check("second-writer-1-0", "second-writer-2-0"), 1, 0, "second writer");
  }
}
