package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.catalog.upkeep.ManifestRewrite;
import dev.firn.events.AppendedBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;

/** What the accounts say, compared with the rows of the table. */
class TableAuditTest extends OnThreeCommits {
  @Test
  void aTableThatIsRightHasNoFindings() {
    AuditReport report = audit.run(Scope.full(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes()).isEmpty();
    assertThat(report.counts().files()).isEqualTo(3);
    assertThat(report.counts().checksums()).isEqualTo(3);
    assertThat(report.counts().identities()).isEqualTo(3 * ROWS);
    assertThat(report.counts().accounts()).isEqualTo(1);
    assertThat(report.totals().committed()).isEqualTo(3 * ROWS);
  }

  @Test
  void mergedManifestsChangeNothingForIt() {
    new ManifestRewrite(table, new UpkeepSettings(3, Duration.ofDays(3), 0)).run();
    aTableThatIsRightHasNoFindings();
    lose(1);
    assertThat(findings()).extracting(Finding::check).contains(Check.ACCOUNTS);
  }

  @Test
  void onlyWhoAsksForAPartitionThatNobodyKnowsIsTold() {
    String nobodys = "nobody/2026-11-22T09";
    accounts.put(nobodys, new PartitionAccounts(0, 0, List.of()));
    Optional<Set<String>> named = Optional.of(Set.of(PARTITION, nobodys));
    assertThatThrownBy(() -> audit.run(Scope.quick(named)))
        .isInstanceOf(UnknownPartitionException.class)
        .hasMessageContaining(nobodys);
    assertThat(audit.run(new Scope(named, false, 0, 0)).findings()).isEmpty();
  }

  @Test
  void rowsAddedAgainInAnotherFile() {
    append(TestFiles.describe(table, TestFiles.write(table, batches(1, 2))), append -> append);
    assertThat(findings()).extracting(Finding::check).contains(Check.PROVENANCE, Check.ACCOUNTS);
  }

  @Test
  void anEventThatIsThereTwiceUnderAnotherAppend() {
    append(TestFiles.describe(table, TestFiles.write(table, batches(1, 6))), append -> append);
    accounts.committed(PARTITION, 8, 4 * ROWS, 3);
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.IDENTITY);
    assertThat(finding.rows()).isEqualTo(ROWS);
  }

  @Test
  void rowsThatNobodyAccepted() {
    accounts.put(
        PARTITION,
        new PartitionAccounts(
            4, 0, List.of(new WriterAccount(1, "", 1, 4, 2 * ROWS, 0, 0, 2 * ROWS))));
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.ORIGIN);
    assertThat(finding.detail()).contains("up to append 6").contains("is at 1.4");
  }

  @Test
  void anAccountThatDoesNotAddUp() {
    accounts.put(
        PARTITION,
        new PartitionAccounts(
            6, 2, List.of(new WriterAccount(1, "", 1, 6, 3 * ROWS, 0, 0, 3 * ROWS))));
    assertThat(onlyFinding().detail()).contains("does not add up");
  }

  @Test
  void aPartitionThatDoesNotAnswerIsTold() {
    accounts.silent.add(PARTITION);
    AuditReport report = audit.run(Scope.full(Optional.of(Set.of(PARTITION))));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().partitions()).containsExactly(PARTITION);
    accounts.silent.clear();
    assertThat(audit.run(Scope.full(Optional.empty())).unasked().isNobody()).isTrue();
  }

  /** What is suspicious and cannot be asked a second time is not all right. */
  @Test
  void aPartitionThatFallsSilentBetweenTwoLooksIsTold() {
    lose(1);
    accounts.silentFromQuestion(2, PARTITION);
    AuditReport report = audit.run(Scope.quick(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().partitions()).containsExactly(PARTITION);
  }

  @Test
  void compactionChangesNothing() {
    List<AppendedBatch> batches = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      batches.addAll(batches(number, 2L * number));
    }
    DataFile compacted = TestFiles.describe(table, TestFiles.write(table, batches));
    table
        .fresh()
        .newRewrite()
        .deleteFile(dataFile(0))
        .deleteFile(dataFile(1))
        .deleteFile(dataFile(2))
        .addFile(compacted)
        .commit();
    assertThat(findings()).isEmpty();
  }

  /** A commit lands right before the accounts are told, and another before the table is read. */
  @Test
  void rowsInMotionAreNoFinding() {
    accounts.whenAsked = this::commitNext;
    assertThat(findings()).isEmpty();
    assertThat(committed).as("two for the accounts, two for what was beyond them").hasSize(7);
  }
}
