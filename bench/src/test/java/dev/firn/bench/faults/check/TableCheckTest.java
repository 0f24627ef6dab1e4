package dev.firn.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.SentEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;

/** A checker that never finds anything proves nothing: here everything is wrong on purpose. */
class TableCheckTest extends OnCheckedTables {
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
