package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A partition counts dead letters, and these are not as they should be. */
class LakeAuditTest extends OnLetters {
  @Test
  void lettersThatSomebodyTookOut() {
    remove(1);
    for (AuditReport report : List.of(quick(), full())) {
      assertThat(report.findings()).hasSize(1);
      assertThat(report.findings().get(0).check()).isEqualTo(Check.REMOVED);
      assertThat(report.findings().get(0).rows()).isEqualTo(2);
      assertThat(report.findings().get(0).detail()).contains("(delete, spark)");
    }
  }

  @Test
  void aDamagedFileOfLetters() throws IOException {
    flipABitOf(0);
    assertThat(full().findings()).extracting(Finding::check).contains(Check.CHECKSUM);
  }

  /** Its own buffer has forgotten all: only the partition that counted them knows. */
  @Test
  void lettersThatAreNowhere() {
    remove(1);
    letters.committed(PARTITION, 1, 3, 2);
    for (AuditReport report : List.of(quick(), full())) {
      assertThat(report.findings()).hasSize(1);
      assertThat(report.findings().get(0).check()).isEqualTo(Check.ACCOUNTS);
      assertThat(report.findings().get(0).rows()).isEqualTo(2);
      assertThat(report.findings().get(0).detail())
          .isEqualTo(
              "2 dead letters are nowhere: the partition counts 3 in epoch 1, 2 in epoch 2;"
                  + " 3 are in their table and 0 on the way there");
    }
  }

  @Test
  void lettersOfAPartitionThatHasNoneAnywhere() {
    String other = "page.view/2025-11-22T09";
    events.put(
        other, new PartitionAccounts(1, 0, List.of(new WriterAccount(1, "", 1, 0, 4, 0, 4, 0))));
    letters.put(other, new PartitionAccounts(0, 0, List.of()));
    letters.asleep.add(other);
    AuditReport report = ofRejected(Scope.quick(Optional.of(Set.of(other))));
    assertThat(report.partitions()).containsExactly(other);
    assertThat(report.findings()).extracting(Finding::rows).containsExactly(4L);
  }

  @Test
  void lettersOfOneEpochDoNotStandInForThoseOfAnother() {
    counted(2, 3);
    assertThat(quick().findings()).isEmpty();
    List<Finding> findings = full().findings();
    assertThat(findings).extracting(Finding::rows).containsExactly(1L);
    assertThat(findings.get(0).detail()).contains("2 in epoch 1, 3 in epoch 2; 4 are in");
  }

  @Test
  void aRowWithTwoLetters() {
    commitLetters(1, 1, 3);
    List<Finding> findings = full().findings();
    assertThat(findings).extracting(Finding::check).containsExactly(Check.IDENTITY);
    assertThat(findings.get(0).rows()).isEqualTo(3);
    assertThat(findings.get(0).detail()).contains("3 dead letters", "#1 append 1 row ");
  }

  @Test
  void whoDoesNotAnswerIsTold() {
    letters.silent.add(PARTITION);
    AuditReport report = full();
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().partitions()).containsExactly(PARTITION);
  }
}
