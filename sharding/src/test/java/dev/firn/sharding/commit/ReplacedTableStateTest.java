package dev.firn.sharding.commit;

import static dev.firn.sharding.commit.Plans.again;
import static dev.firn.sharding.commit.Plans.file;
import static dev.firn.sharding.commit.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another table stands under the name, and the first comes back. */
class ReplacedTableStateTest {
  private final CommitterState state = new CommitterState();

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

  private long through(String partition, long epoch) {
    return state.marks().through(partition, epoch, 0);
  }
}
