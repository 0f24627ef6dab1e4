package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dead letters that differ from what is counted, and rightly so. */
class LettersInOrderTest extends OnLetters {
  /** Kept twice around a crash, and by then the table takes the row: it is counted nowhere. */
  @Test
  void moreLettersThanAreCountedAreNoFinding() {
    counted(3, 1);
    assertThat(full().findings()).isEmpty();
  }

  @Test
  void epochsThatAreForgottenAreNotCompared() {
    events.put(
        PARTITION,
        new PartitionAccounts(1, 0, List.of(new WriterAccount(2, "", 1, 0, 2, 0, 2, 0))));
    assertThat(full().findings()).isEmpty();
    events.put(PARTITION, new PartitionAccounts(0, 0, List.of()));
    assertThat(full().findings()).isEmpty();
  }

  @Test
  void whatWentToATableThatIsReplacedIsNotCompared() {
    counted(3, 2, 100);
    for (WriterAccount lost :
        List.of(
            new WriterAccount(1, "another-table", 1, 2, 105, 0, 0, 105),
            new WriterAccount(1, String.valueOf(rejected.fresh().uuid()), 2, 2, 2, 0, 0, 2))) {
      letters.put(PARTITION, new PartitionAccounts(2, 0, List.of(lost)));
      AuditReport report = full();
      assertThat(report.findings()).isEmpty();
      assertThat(report.counts().letters()).isZero();
    }
  }

  @Test
  void lettersOlderThanTheyAreToBeKeptMayBeGone() {
    remove(0);
    keptFor = Optional.of(Duration.ofDays(30));
    now = HOUR_IS_OVER.plus(Duration.ofDays(30));
    assertThat(full().findings()).hasSize(1);
    now = now.plusSeconds(1);
    AuditReport report = full();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes())
        .containsExactly("3 dead letters are gone, older than they are to be kept");
  }

  /** Driven again, rejected again: the event is the same, the place where it stood is not. */
  @Test
  void anEventMayBeRejectedTwice() {
    commitLetters(1, 2, 3);
    counted(6, 2);
    assertThat(full().findings()).isEmpty();
  }

  @Test
  void lettersOnTheirWayAreThere() {
    counted(3, 4);
    letters.put(
        PARTITION,
        new PartitionAccounts(3, 2, List.of(new WriterAccount(1, "", 1, 2, 7, 0, 0, 5))));
    assertThat(full().findings()).isEmpty();
  }

  /** What is not known to have letters is not woken. */
  @Test
  void onlyPartitionsWithLettersAreLookedAt() {
    events.put(
        "other.type/2025-11-22T10",
        new PartitionAccounts(0, 0, List.of(new WriterAccount(1, "", 1, 0, 0, 0, 0, 0))));
    assertThat(run(Scope.quick(Optional.empty())).events().partitions()).hasSize(2);
    assertThat(quick().partitions()).containsExactly(PARTITION);
    assertThat(
            ofRejected(Scope.quick(Optional.of(Set.of("other.type/2025-11-22T10")))).partitions())
        .isEmpty();
  }

  @Test
  void whatIsWhereItBelongsIsNoFinding() {
    AuditReport report = full();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes()).isEmpty();
    assertThat(report.unasked().isNobody()).isTrue();
    assertThat(report.counts().letters()).isEqualTo(5);
    assertThat(report.counts().files()).isEqualTo(2);
    assertThat(report.counts().checksums()).isEqualTo(2);
    assertThat(report.counts().identities()).isEqualTo(5);
    assertThat(report.totals().committed()).isEqualTo(5);
  }
}
