package dev.firn.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.lake.LakeTables;
import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.SentEvent;
import dev.firn.bench.load.Workload;
import dev.firn.catalog.table.EventSchema;
import dev.firn.catalog.table.LakeHistory;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that never finds anything proves nothing: here everything is wrong on purpose. */
class TableCheckTest {
  private static final Workload WORKLOAD =
      new Workload(10, 1, 1, 100, Workload.Mix.REQUEST, 0x5eed);

  /** Expired, perhaps; and somebody has rolled this commit back. */
  private static final History HISTORY = new History(true, Set.of(4L));

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.250Z");

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
    return catalog.createTable(name, EventSchema.SCHEMA, EventSchema.SPEC);
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
    for (String id : ids) {
      boolean isLetter = table.name().endsWith("rejected");
      Record row = row(SentEvent.of(id, "/checked", "a.test", NOON), append, rows.size());
      rows.add(isLetter ? letter(row) : row);
    }
    return append(table, rows);
  }

  private static DataFile append(Table table, List<Record> rows) {
    DataFile file = SecondWriter.write(table, rows);
    table.newAppend().appendFile(file).commit();
    return file;
  }

  private static Record row(SentEvent event, long append, int index) {
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
  private static Record letter(Record row) {
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
    return new TableCheck(tables, promises, Set.of(secondWriter), HISTORY).check();
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

  @Test
  void aNumberThatIsMissingWasRolledBackOrIsAGap() throws IOException {
    promises.ended(10, 4, Fate.OPEN);
    commit(3, 10);
    commit(5, 11);
    assertThat(check().problems()).isEmpty();

    commit(7, 12);
    assertOnly(check(), 0, 0, "K5");
    assertThat(check().problems()).singleElement().asString().contains("5 then 7");
  }

  @Test
  void aNumberThatOnlyThePropertyHasWasRolledBackOrIsAGap() throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    commit(3, 10);
    events.updateProperties().set(LakeHistory.LEDGER_KEY, "4:gone").commit();
    assertThat(check().problems()).isEmpty();

    events.updateProperties().set(LakeHistory.LEDGER_KEY, "5:gone").commit();
    assertOnly(check(), 0, 0, "K5");
  }

  /** One event under a number of the ledger. */
  private void commit(long ledger, long number) {
    List<Record> rows =
        List.of(row(SentEvent.of(WORKLOAD.id(number), "/checked", "a.test", NOON), ledger, 9));
    String marker = ledger + ":a commit";
    events
        .newAppend()
        .appendFile(SecondWriter.write(events, rows))
        .set(LakeHistory.LEDGER_KEY, marker)
        .commit();
    events.updateProperties().set(LakeHistory.LEDGER_KEY, marker).commit();
  }

  static Stream<Map<String, Object>> mangled() {
    String other = SentEvent.of("another", "/checked", "a.test", NOON).data();
    return Stream.of(
        Map.of("type", "another.test"),
        Map.of("time", NOON.plusSeconds(3_600).atOffset(ZoneOffset.UTC)),
        Map.of("time", NOON.plusNanos(1_000).atOffset(ZoneOffset.UTC)),
        Map.of("source", "/elsewhere"),
        Map.of("subject", "a subject"),
        Map.of("specversion", "0.3"),
        Map.of("datacontenttype", "text/plain"),
        Map.of("tenant", "another"),
        Map.of("data", other),
        Map.of("data", other.replace('{', ' ')),
        Map.of("data", "{}"));
  }

  @ParameterizedTest
  @MethodSource("mangled")
  void aRowIsWhatWasSent(Map<String, Object> other) throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    Record whole = row(SentEvent.of(WORKLOAD.id(10), "/checked", "a.test", NOON), 3, 0);
    append(events, List.of(whole.copy(other)));

    assertOnly(check(), 0, 0, "not the event that was sent");
  }

  @ParameterizedTest
  @MethodSource("mangled")
  void aRowOfTheOtherWriterIsWhatItWrote(Map<String, Object> other) throws IOException {
    String id = "second-writer-1-0";
    Record whole = row(SentEvent.of(id, "/checked", "a.test", NOON), 3, 0);
    append(events, List.of(whole.copy(other)));

    assertOnly(check(id), 0, 0, "not the event that was sent");
  }

  @Test
  void aDeadLetterHoldsWhatWasSent() throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    Record whole = row(SentEvent.of(WORKLOAD.id(10), "/checked", "a.test", NOON), 1, 0);
    append(rejected, List.of(letter(whole.copy(Map.of("subject", "x", "source", "/elsewhere")))));

    assertOnly(check(), 0, 0, "not the event that was sent");
  }

  @Test
  void deadLettersHaveOneProvenanceEachAndFilesThatAreThere() throws IOException {
    promises.ended(10, 2, Fate.ACKNOWLEDGED);
    DataFile one = append(rejected, 1, 10);
    append(rejected, 1, 11);
    assertOnly(check(), 0, 0, "K3");

    rejected.io().deleteFile(one.location());
    assertThat(check().problems())
        .anyMatch(problem -> problem.startsWith("K4") && problem.contains(one.location()));
  }

  @Test
  void aRowInAFileOfAnotherHourIsFound() throws IOException {
    promises.ended(10, 2, Fate.ACKNOWLEDGED);
    Instant later = NOON.plusSeconds(3_600);
    append(
        events,
        List.of(
            row(SentEvent.of(WORKLOAD.id(10), "/checked", "a.test", NOON), 3, 0),
            row(SentEvent.of(WORKLOAD.id(11), "/checked", "a.test", later), 3, 1)));

    assertOnly(check(), 0, 0, "partition");
  }
}
