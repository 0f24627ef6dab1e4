package dev.firn.sharding.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class PendingFilesTest {
  private final PendingFiles pending = new PendingFiles();
  private final TestInbox<Verdict> partition = TestInbox.create();

  private final CommitterState state = new CommitterState();

  @Test
  void theNewestMessageOfAPartitionReplacesWhatWasKnownOfIt() {
    pending.put(files(file(1, 4), file(5, 6)), state.marks());
    pending.put(files(file(1, 4), file(5, 6), file(7, 7)), state.marks());
    assertThat(planned(10, 1_000)).containsExactly("1-4", "5-6", "7-7");
    pending.put(files(file(1, 5)), state.marks());
    assertThat(planned(10, 1_000)).containsExactly("1-5");
    assertThat(pending.size()).isEqualTo(1);
  }

  @Test
  void whatIsInTheTableOrInThePlanIsLeftOut() {
    inTheTable(1, 4);
    pending.put(files(file(1, 4), file(5, 6), file(7, 9)), state.marks());
    assertThat(planned(10, 1_000)).containsExactly("5-6", "7-9");
    pending.remove(pending.next(state.marks(), 1, 1_000));
    assertThat(planned(10, 1_000)).as("5-6 is not in the table yet").isEmpty();
    inTheTable(5, 6);
    assertThat(planned(10, 1_000)).containsExactly("7-9");
  }

  @Test
  void aFileNeverComesBeforeItsPredecessor() {
    pending.put(files(file(6, 9)), state.marks());
    assertThat(planned(10, 1_000)).isEmpty();
    pending.put(files(file(1, 2), file(6, 9)), state.marks());
    assertThat(planned(10, 1_000)).containsExactly("1-2");
  }

  @Test
  void whereAnotherTableHasTheFirstAppendsTheRestFollowsThem() {
    pending.put(
        new AddFiles("p", 1, 5, List.of(file(6, 9), file(10, 11)), partition.getRef()),
        state.marks());
    assertThat(planned(10, 1_000)).containsExactly("6-9", "10-11");
    pending.put(new AddFiles("p", 1, 4, List.of(file(6, 9)), partition.getRef()), state.marks());
    assertThat(planned(10, 1_000)).as("5 is in no table").isEmpty();
    inTheTable(1, 4);
    assertThat(planned(10, 1_000)).as("nor is it now").isEmpty();
    pending.put(new AddFiles("p", 1, 5, List.of(file(6, 9)), partition.getRef()), state.marks());
    assertThat(planned(10, 1_000)).as("5 went to another table meanwhile").containsExactly("6-9");
  }

  @Test
  void aCommitIsBoundedInFilesAndBytes() {
    pending.put(files(file(1, 1), file(2, 2), file(3, 3)), state.marks());
    assertThat(planned(2, 1_000)).hasSize(2);
    assertThat(planned(10, 4)).hasSize(2);
    assertThat(planned(10, 1)).as("at least one").hasSize(1);
    pending.remove(pending.next(state.marks(), 2, 1_000));
    assertThat(pending.size()).isEqualTo(1);
  }

  private List<String> planned(int mostFiles, long mostBytes) {
    return pending.next(state.marks(), mostFiles, mostBytes).stream()
        .map(PlannedFile::flushId)
        .toList();
  }

  private void inTheTable(long from, long to) {
    PlannedFile file = Plans.file("p", 1, from, to);
    long ledger = state.ledger() + 1;
    state.apply(new Planned("uuid", ledger, "c", List.of(file), -1, 0, 0));
    state.apply(new Committed(ledger, 1, 1, 0));
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
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofSeconds(30));
    assertThat(settings.retryAfter(1, 1)).isEqualTo(Duration.ofMillis(300));
    assertThat(settings.retryAfter(4, 0.5)).isEqualTo(Duration.ofMillis(1_200));
    assertThat(settings.retryAfter(100, 1)).isEqualTo(Duration.ofSeconds(30));
  }

  private AddFiles files(PendingFile... files) {
    return new AddFiles("p", 1, 0, Arrays.asList(files), partition.getRef());
  }

  private static PendingFile file(long from, long to) {
    return new PendingFile(from + "-" + to, from, to, new DataFile("x", 1, 1, "{}", "uuid", 0, 0));
  }
}
