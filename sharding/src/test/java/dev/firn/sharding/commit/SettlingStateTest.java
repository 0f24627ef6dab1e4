package dev.firn.sharding.commit;

import static dev.firn.sharding.commit.Plans.again;
import static dev.firn.sharding.commit.Plans.file;
import static dev.firn.sharding.commit.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Settled;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commits that settle, and those of them that somebody takes out of the table. */
class SettlingStateTest {
  private final CommitterState state = new CommitterState();

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

  /** Else a table that goes and comes would take them away: nobody has their rows any more. */
  @Test
  void whatWasHeardOfOnceIsHeardOfHoweverOftenItIsRolledBack() {
    state.apply(plan(1, file("a", 1, 1, 4)));
    state.apply(new Committed(1, 100, 10, 5));
    state.apply(new Lost(List.of(1L), 99, 9, 6));
    state.apply(again(2, 1, file("a", 1, 1, 4)));
    state.apply(new RolledBack(2, 98, 8, "seen at once"));
    assertThat(state.settling().unheard()).isEmpty();
    state.apply(new TableReplaced("other", 7, false));
    state.apply(new TableReturned(8, false));
    assertThat(state.settling().lost()).hasSize(1);
  }

  private long through(String partition, long epoch) {
    return state.marks().through(partition, epoch, 0);
  }
}
