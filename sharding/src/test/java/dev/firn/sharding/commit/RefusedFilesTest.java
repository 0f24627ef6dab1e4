package dev.firn.sharding.commit;

import static dev.firn.sharding.commit.Plans.file;
import static dev.firn.sharding.commit.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.FilesRefused;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RefusedFile;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class RefusedFilesTest {
  private static final RefusedFile LATE = new RefusedFile("a", "a5-6");

  private CommitterState state = new CommitterState();

  @Test
  void aRestartDoesNotForgetThem() {
    state.apply(new FilesRefused(List.of(LATE, new RefusedFile("b", "b1-1")), 0));
    CommitterSnapshot saved = state.snapshot();
    state = CommitterState.of(saved);
    assertThat(state.snapshot()).isEqualTo(saved);
    assertThat(late()).containsExactly("a5-6");
    assertThat(state.refused().contains(LATE)).isTrue();
  }

  @Test
  void whatIsInTheTableOrInThePlanAfterAllIsNotRefused() {
    state.apply(new FilesRefused(List.of(LATE), 0));
    state.apply(plan(1, file("a", 1, 5, 6)));
    assertThat(late()).isEmpty();
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(late()).isEmpty();
    assertThat(state.refused().all()).as("its partition has gone on").isEmpty();
  }

  @Test
  void theyAreForgottenWithTheEpochOrWhenNothingCanBeOnItsWay() {
    state.apply(new FilesRefused(List.of(LATE), 0));
    state.apply(new EpochsClosed(List.of(new ClosedEpoch("a", 1)), 0));
    assertThat(state.refused().all()).isEmpty();
    state.apply(new FilesRefused(List.of(LATE), 0));
    long later = PartitionMarks.TOMBSTONE.toMillis() + 1;
    state.apply(new FilesRefused(List.of(new RefusedFile("b", "b1-1")), later));
    assertThat(state.refused().all()).extracting(RefusedFlushes::partition).containsExactly("b");
  }

  @Test
  void aParkedPlanStaysParked() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Parked("why", 5));
    state.apply(new FilesRefused(List.of(LATE), 0));
    assertThat(state.parked()).isPresent();
  }

  private List<String> late() {
    PlannedFile file = file("a", 1, 5, 6);
    AddFiles message =
        new AddFiles(
            "a",
            1,
            4,
            List.of(new PendingFile(file.flushId(), 5, 6, file.file())),
            TestInbox.<Verdict>create().getRef());
    long mark = state.marks().through("a", 1, 0);
    return state.refused().among(message, mark, state.plan()).stream()
        .map(PlannedFile::flushId)
        .toList();
  }
}
