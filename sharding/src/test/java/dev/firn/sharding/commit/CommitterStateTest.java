package dev.firn.sharding.commit;

import static dev.firn.sharding.commit.Plans.again;
import static dev.firn.sharding.commit.Plans.file;
import static dev.firn.sharding.commit.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitterStateTest {
  private final CommitterState state = new CommitterState();

  @Test
  void aCommitMovesTheMarksOfItsPartitionsAndTheLedger() {
    state.apply(plan(1, file("a", 1, 1, 4), file("b", 1, 1, 2), file("a", 1, 5, 6)));
    assertThat(through("a", 1)).isZero();

    state.apply(new Committed(1, 100, 10, 0));

    assertThat(state.ledger()).isEqualTo(1);
    assertThat(through("a", 1)).isEqualTo(6);
    assertThat(through("b", 1)).isEqualTo(2);
    assertThat(through("a", 2)).as("a later epoch starts at zero").isZero();
    assertThat(state.plan()).isEmpty();
  }

  @Test
  void aRolledBackPlanUsesUpItsNumberAndMovesNoMark() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new RolledBack(1, 50, 9, "somebody"));
    assertThat(state.ledger()).isEqualTo(1);
    assertThat(through("a", 1)).isZero();
    assertThat(state.plan()).isEmpty();
  }

  @Test
  void aTombstonedFileLeavesThePlanAndTheRestHasANewId() {
    state.apply(plan(1, file("a", 1, 1, 4), file("b", 1, 1, 2)));
    state.apply(new Tombstoned(List.of("a1-4"), "second", "schema"));
    Planned rest = state.plan().orElseThrow();
    assertThat(rest.commitId()).isEqualTo("second");
    assertThat(rest.files()).extracting(PlannedFile::partition).containsExactly("b");
    state.apply(new Tombstoned(List.of("b1-2"), "third", "schema"));
    assertThat(state.plan()).isEmpty();
    assertThat(state.ledger()).isZero();
  }

  @Test
  void whatFollowsARefusedFileInItsPartitionLeavesThePlanToo() {
    state.apply(
        plan(1, file("a", 1, 1, 4), file("b", 1, 1, 2), file("a", 1, 5, 6), file("a", 1, 7, 7)));
    state.apply(new Tombstoned(List.of("a5-6"), "second", "gone"));
    assertThat(state.plan().orElseThrow().files())
        .extracting(PlannedFile::flushId)
        .containsExactly("a1-4", "b1-2");
  }

  @Test
  void aMarkNeverGoesBackAndARolledBackCommitIsRemembered() {
    state.apply(plan(1, file("a", 1, 5, 6), file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(through("a", 1)).isEqualTo(6);
    state.apply(plan(2, file("a", 1, 7, 8)));
    state.apply(new RolledBack(2, 50, 9, "somebody"));
    assertThat(state.undoneBefore(again(3, 2))).containsExactly("2:first");
    assertThat(CommitterState.of(state.snapshot()).undoneBefore(again(3, 2)))
        .containsExactly("2:first");
  }

  @Test
  void aClosedEpochIsRefusedUntilItsTombstoneIsForgotten() {
    state.apply(plan(1, file("a", 2, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(state.marks().isClosed("a", 1)).as("an earlier epoch").isTrue();
    assertThat(state.marks().isClosed("a", 2)).isFalse();

    state.apply(new EpochsClosed(List.of(new ClosedEpoch("a", 2)), 0));
    assertThat(state.marks().isClosed("a", 2)).isTrue();
    assertThat(state.marks().isClosed("a", 3)).isFalse();

    state.apply(new EpochsClosed(List.of(), Duration.ofDays(3).toMillis()));
    assertThat(state.snapshot().marks()).isEmpty();
  }

  @Test
  void aParkedPlanStaysParkedWhateverHappensToOthers() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    state.apply(plan(2, file("a", 1, 5, 6)));
    state.apply(new Parked("why", 5));
    state.apply(new Lost(List.of(1L), 99, 9, 0));
    state.apply(new Dropped(List.of(1L), 0));
    assertThat(state.parked()).hasValue(new Parked("why", 5));
    state.apply(new Committed(2, 101, 11, 0));
    assertThat(state.parked()).isEmpty();
  }

  @Test
  void aSnapshotBringsEverythingBack() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    state.apply(plan(2, file("a", 1, 5, 9)));
    assertThat(CommitterState.of(state.snapshot()).snapshot()).isEqualTo(state.snapshot());
  }

  @Test
  void aCommitWithoutItsPlanIsAnError() {
    assertThatThrownBy(() -> state.apply(new Committed(1, 100, 10, 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  private long through(String partition, long epoch) {
    return state.marks().through(partition, epoch, 0);
  }
}
