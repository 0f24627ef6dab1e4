package dev.firn.sharding.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Settled;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
  void aCommitIsKeptUntilItHasSettled() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    assertThat(state.truncatableThrough(9)).as("the open plan is needed").isZero();
    state.apply(new Committed(1, 100, 10, 1_000));
    state.apply(plan(2, file("a", 1, 5, 9)));
    state.apply(new Committed(2, 101, 11, 2_000));
    assertThat(state.truncatableThrough(9)).isZero();
    assertThat(state.settling().newestThrough(kept -> kept.at() <= 1_500))
        .hasValueSatisfying(kept -> assertThat(kept.ledger()).isEqualTo(1));

    state.apply(new Settled(1, 3_000));
    assertThat(state.truncatableThrough(9)).as("the second plan is the third event").isEqualTo(2);
    state.apply(new Settled(2, 4_000));
    assertThat(state.truncatableThrough(9)).isEqualTo(9);
    assertThat(state.settling().kept()).isEmpty();
  }

  @Test
  void whatIsLostIsAddedAgainUnderAllItsMarkersAndMovesNoMark() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    state.apply(plan(2, file("a", 2, 1, 2)));
    state.apply(new Committed(2, 101, 11, 0));
    state.apply(new Lost(List.of(1L, 2L), 99, 9, 0));
    assertThat(state.settling().lost()).hasSize(2);

    Planned again = again(3, 1, file("a", 1, 1, 4));
    state.apply(again);
    assertThat(state.undoneBefore(again)).containsExactly("1:first");
    state.apply(new Committed(3, 102, 12, 0));

    assertThat(state.settling().find(3).orElseThrow())
        .matches(kept -> kept.markers().equals(List.of("1:first", "3:first")))
        .matches(kept -> kept.baseSequenceNumber() == 7);
    assertThat(state.settling().lost()).hasSize(1);
    assertThat(through("a", 2)).as("the mark of the later epoch").isEqualTo(2);
    assertThat(through("a", 1)).isZero();
    assertThat(state.marks().isClosed("a", 1)).isTrue();
    assertThat(state.readdedFiles()).isEqualTo(1);
    assertThat(state.settling().gone()).containsExactly(new LedgerRange(1, 2));
  }

  @Test
  void whatCameBackIsNotAddedAndWhatAnOperatorDroppedNeither() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    state.apply(new Lost(List.of(1L), 99, 9, 0));
    state.apply(again(2, 1, file("a", 1, 1, 4)));
    state.apply(new Returned(1, "there", 0));
    assertThat(state.plan()).isEmpty();
    assertThat(state.settling().kept()).hasSize(1);
    assertThat(state.settling().gone()).isEmpty();

    state.apply(new Dropped(List.of(1L), 0));
    assertThat(state.settling().kept()).isEmpty();
    assertThat(state.settling().gone()).containsExactly(new LedgerRange(1, 1));
  }

  @Test
  void rowsThatAreNowhereButInARolledBackFileAreNotToBeWrittenAnew() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new RolledBack(1, 99, 9, "seen at once"));
    assertThat(state.isAnyBehindItsMark(List.of(file("a", 1, 1, 4)))).isFalse();
    state.apply(again(2, 1, file("a", 1, 1, 4)));
    state.apply(new Committed(2, 100, 10, 0));
    assertThat(state.isAnyBehindItsMark(List.of(file("a", 1, 1, 4)))).isTrue();
  }

  @Test
  void aTableReplacedAsTheFirstVersionHadItLosesItsPlan() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 0));
    state.apply(plan(2, file("a", 1, 5, 6)));
    state.apply(new TableReplaced("other", 0, true));
    assertThat(state.plan()).isEmpty();
    assertThat(state.replacedBy()).hasValue("other");
    assertThat(through("a", 1)).as("what it took it still knows").isEqualTo(4);
    state.apply(new TableReturned(0, false));
    assertThat(state.replacedBy()).isEmpty();
  }

  @Test
  void aPlanThatIsOpenWhenTheTableIsReplacedWaitsForItsReturn() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 5));
    state.apply(new Lost(List.of(1L), 99, 9, 6));
    state.apply(plan(2, file("a", 1, 5, 6)));
    state.apply(new TableReplaced("other", 0, false));
    CommitterState later = CommitterState.of(state.snapshot());
    assertThat(later.snapshot()).isEqualTo(state.snapshot());
    assertThat(later.plan()).as("it may have landed").isEqualTo(state.plan()).isPresent();
    assertThat(later.settling().lost()).hasSize(1);
    assertThat(later.truncatableThrough(9)).as("the lost plan is needed").isZero();

    later.apply(new TableReturned(0, false));
    later.apply(new Committed(2, 101, 11, 0));
    assertThat(later.ledger()).isEqualTo(2);
    assertThat(later.marks().takenBack().explain("a", 1, 6)).as("it had been refused").isTrue();
    assertThat(later.marks().takenBack().explain("a", 1, 5)).isFalse();
    assertThat(CommitterState.of(later.snapshot()).marks().takenBack().explain("a", 1, 6)).isTrue();

    later.apply(plan(3, file("a", 1, 7, 8)));
    later.apply(new Committed(3, 102, 12, 0));
    assertThat(later.marks().takenBack().all()).as("the partition has gone on").isEmpty();
  }

  @Test
  void aPlanThatHadNotLandedWhenItsTableWasReplacedGivesItsNumberBack() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new TableReplaced("other", 0, false));
    state.apply(new TableReturned(0, true));
    assertThat(state.plan()).isEmpty();
    assertThat(state.ledger()).isZero();
    assertThat(through("a", 1)).as("its partition has the rows").isZero();
  }

  @Test
  void whatItsPartitionsWriteAnewIsNotAddedAgain() {
    replaceWithOneGoneAndOneOpen();
    assertThat(state.settling().lost()).as("nobody had heard of it").isEmpty();
    state.apply(new TableReturned(0, false));
    state.apply(new RolledBack(2, 99, 9, "it had landed"));
    assertThat(state.settling().lost()).isEmpty();
    assertThat(state.ledger()).isEqualTo(2);
    assertThat(state.settling().gone()).containsExactly(new LedgerRange(1, 2));
  }

  private void replaceWithOneGoneAndOneOpen() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new RolledBack(1, 99, 9, "seen at once"));
    state.apply(plan(2, file("b", 1, 1, 4)));
    state.apply(new TableReplaced("other", 0, false));
  }

  @Test
  void whatWasGivenUpMustNotBeInTheTableWhenItsRowsAreAdded() {
    replaceWithOneGoneAndOneOpen();
    assertThat(state.undoneBefore(plan(3))).containsExactly("1:first");
    state.apply(new TableReturned(0, false));
    state.apply(new RolledBack(2, 99, 9, "it had landed"));
    assertThat(state.undoneBefore(plan(3))).containsExactly("1:first", "2:first");
    assertThat(CommitterState.of(state.snapshot()).undoneBefore(plan(3))).hasSize(2);
    assertThat(state.undoneBefore(again(4, 3))).as("of other files").isEmpty();
  }

  @Test
  void filesThatAreNowhereElseAreAddedAgainWhenTheTableIsBack() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 5));
    state.apply(new Lost(List.of(1L), 99, 9, 6));
    state.apply(again(2, 1, file("a", 1, 1, 4)));
    state.apply(new TableReplaced("other", 0, false));
    assertThat(state.isPlanWrittenAnew()).isFalse();
    assertThat(state.settling().lost()).hasSize(1);
  }

  @Test
  void whatIsLeftOfARefusedPlanIsRefusedToo() {
    state.apply(plan(1, file("a", 1, 1, 4), file("b", 1, 1, 2)));
    state.apply(new TableReplaced("other", 0, false));
    state.apply(new TableReturned(0, false));
    state.apply(new Tombstoned(List.of("a1-4"), "second", "gone"));
    state.apply(state.plan().orElseThrow());
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(state.marks().takenBack().all()).containsExactly(new TakenBack("b", 1, 2));
    state.apply(new EpochsClosed(List.of(new ClosedEpoch("b", 1)), 0));
    assertThat(state.marks().takenBack().all()).isEmpty();
  }

  /** Its partition still sends the file: with the mark left behind it would be added once more. */
  @Test
  void aCommitThatCameBackBeforeAnybodyKnewOfItCountsForItsPartitions() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new RolledBack(1, 99, 9, "seen at once"));
    state.apply(again(2, 1, file("a", 1, 1, 4)));
    state.apply(new Returned(1, "there", 0));
    assertThat(through("a", 1)).isEqualTo(4);
  }

  @Test
  void whatIsDroppedBeforeAnybodyHeardOfItCountsForItsPartitions() {
    Planned first = plan(1, file("a", 1, 1, 4));
    state.apply(first);
    state.apply(new RolledBack(1, 99, 9, "seen at once"));
    assertThat(state.settling().unheard()).hasSize(1);
    state.apply(first.anew(2));
    state.apply(new Dropped(List.of(1L), 0));
    assertThat(through("a", 1)).isEqualTo(4);
    assertThat(state.plan()).isEmpty();
    assertThat(state.settling().unheard()).isEmpty();
    assertThat(state.ledger()).as("its number is free").isEqualTo(1);
  }

  @Test
  void whatCameBackSettlesFromThenOn() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new RolledBack(1, 99, 9, "seen at once"));
    state.apply(again(2, 1, file("a", 1, 1, 4)));
    state.apply(new Returned(1, "there", 7_000));
    assertThat(state.settling().newestThrough(kept -> kept.at() == 7_000)).isPresent();
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
  void aNumberThatTheFirstVersionSawRolledBackIsExplained() {
    CommitterState old =
        CommitterState.of(
            new CommitterSnapshot(4, 100, 10, plan(5, file("a", 1, 1, 4)), Map.of(), List.of()));
    old.apply(new RolledBack(5, -1, 0, "somebody"));
    assertThat(old.settling().gone()).containsExactly(new LedgerRange(5, 5));
  }

  /** 1,000 files a commit, one every 5 s, for 30 minutes. */
  @Test
  void whatSettlesTakesLittleMemoryAndLittleOfASnapshot() {
    PlannedFile[] files =
        IntStream.range(0, 1_000).mapToObj(i -> file("p" + i, 1, 1, 1)).toArray(PlannedFile[]::new);
    for (int ledger = 1; ledger <= 360; ledger++) {
      state.apply(plan(ledger, files));
      state.apply(new Committed(ledger, ledger, ledger, ledger * 5_000L));
    }
    assertThat(state.settling().kept()).hasSize(360);
    assertThat(state.settling().kept().stream().mapToLong(KeptLedger::files).sum())
        .isEqualTo(360_000);
    assertThat(state.snapshot().plan()).isNull();
    assertThat(state.snapshot().kept().toString().length()).as("text of all").isLessThan(60_000);
  }

  @Test
  void aPlanOfVersionOneWhosePlaceIsNotKnownIsNotKept() {
    CommitterState old =
        CommitterState.of(
            new CommitterSnapshot(4, 100, 10, plan(5, file("a", 1, 1, 4)), Map.of(), List.of()));
    assertThat(old.isPlanJournaled()).isFalse();
    old.recovered(42);
    old.apply(old.plan().orElseThrow());
    old.apply(new Committed(5, 101, 11, 0));
    assertThat(old.settling().find(5).orElseThrow().plannedNumber()).isEqualTo(43);
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

  static PlannedFile file(String partition, long epoch, long from, long to) {
    return new PlannedFile(
        partition,
        epoch,
        partition + from + "-" + to,
        from,
        to,
        new DataFile(partition + from, 1, 1, "{}", "uuid", 0, 0));
  }

  private static Planned plan(long ledger, PlannedFile... files) {
    return again(ledger, 0, files);
  }

  private static Planned again(long ledger, long again, PlannedFile... files) {
    return new Planned("uuid", ledger, "first", List.of(files), 5, 7, again);
  }

  private long through(String partition, long epoch) {
    return state.marks().through(partition, epoch, 0);
  }
}
