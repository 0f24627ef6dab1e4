package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of live files and of their objects. */
class ObjectAuditTest extends OnThreeCommits {
  @Test
  void whatIsKnownOfAFileComesFromItsMetadataAlone() throws IOException {
    Files.delete(object(0));
    Scope metadata = new Scope(Optional.of(Set.of(PARTITION)), false, 0, 0);
    assertThat(audit.run(metadata).findings()).isEmpty();
  }

  @Test
  void aFileAddedAgain() {
    append(dataFile(1), append -> append);
    assertThat(findings())
        .extracting(Finding::check, Finding::file, Finding::rows)
        .contains(tuple(Check.OBJECTS, committed.get(1).location(), (long) ROWS));
  }

  @Test
  void anObjectThatIsGone() throws IOException {
    Files.delete(object(1));
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.OBJECTS);
    assertThat(finding.file()).isEqualTo(committed.get(1).location());
    assertThat(finding.detail()).contains("its object is gone");
  }

  @Test
  void anObjectThatWasCut() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(object(2).toFile(), "rw")) {
      file.setLength(file.length() - 10);
    }
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.OBJECTS);
    assertThat(finding.detail()).contains("was cut or replaced");
  }

  @Test
  void aFlippedBit() throws IOException {
    flipABitOf(0);
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.CHECKSUM);
    assertThat(finding.file()).isEqualTo(committed.get(0).location());
    assertThat(finding.detail()).contains("its checksum should be crc32c:");
    assertThat(audit.run(Scope.quick(Optional.empty())).findings()).isEmpty();
  }
}
