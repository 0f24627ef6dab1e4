package dev.firn.sharding.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.time.Duration;
import java.util.Arrays;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class PendingFilesTest {
  private final PendingFiles pending = new PendingFiles();
  private final TestInbox<Verdict> partition = TestInbox.create();

  @Test
  void filesAreTakenInOnceAndInSequence() {
    assertThat(pending.add(files(file(1, 4), file(5, 6)), 0, id -> false)).isFalse();
    assertThat(pending.add(files(file(1, 4), file(5, 6), file(7, 7)), 0, id -> false)).isFalse();
    assertThat(pending.next(10, 1_000))
        .extracting(PlannedFile::flushId)
        .containsExactly("1-4", "5-6", "7-7");
  }

  @Test
  void whatIsInTheTableOrInThePlanIsLeftOut() {
    pending.add(files(file(1, 4), file(5, 6), file(7, 9)), 4, id -> id.equals("5-6"));
    assertThat(pending.next(10, 1_000)).extracting(PlannedFile::flushId).containsExactly("7-9");
  }

  @Test
  void aFileBehindAGapIsRefused() {
    assertThat(pending.add(files(file(6, 9)), 4, id -> false)).isTrue();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void aCommitIsBoundedInFilesAndBytes() {
    pending.add(files(file(1, 1), file(2, 2), file(3, 3)), 0, id -> false);
    assertThat(pending.next(2, 1_000)).hasSize(2);
    assertThat(pending.next(10, 4)).hasSize(2);
    assertThat(pending.next(10, 1)).as("at least one").hasSize(1);
    pending.remove(pending.next(2, 1_000));
    assertThat(pending.size()).isEqualTo(1);
  }

  @Test
  void retriesAreSpreadBelowAGrowingBound() {
    CommitterSettings settings =
        new CommitterSettings(
            Duration.ofSeconds(5),
            1,
            1,
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5));
    assertThat(settings.retryAfter(1, 1)).isEqualTo(Duration.ofMillis(300));
    assertThat(settings.retryAfter(4, 0.5)).isEqualTo(Duration.ofMillis(1_200));
    assertThat(settings.retryAfter(100, 1)).isEqualTo(Duration.ofSeconds(30));
  }

  private AddFiles files(PendingFile... files) {
    return new AddFiles("p", 1, Arrays.asList(files), partition.getRef());
  }

  private static PendingFile file(long from, long to) {
    return new PendingFile(from + "-" + to, from, to, new DataFile("x", 1, 1, "{}", "uuid", 0, 0));
  }
}
