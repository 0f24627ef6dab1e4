package dev.firn.sharding.commit;

import static dev.firn.sharding.commit.Plans.file;
import static dev.firn.sharding.commit.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request of an earlier life is carried out when its plan has been given up. */
class GivenUpPlansTest {
  private static final Planned FIRST = plan(1, "x", 0, file("a", 1, 1, 4), file("b", 1, 1, 2));
  private static final Planned SECOND = plan(1, "y", 0, file("a", 1, 1, 6));

  private CommitterState state = new CommitterState();

  @Test
  void aPlanGivenUpWhenItsTableIsBackIsRememberedUntilItsNumberIsUsed() {
    giveUpFirst();
    assertThat(state.givenUp().all()).containsExactly(new GivenUpPlan("1:x", 1, true));
    restart();
    assertThat(state.givenUp().find("1:x")).isPresent();
    assertThat(state.truncatableThrough(9)).as("its files are in its event").isZero();

    state.apply(SECOND);
    assertThat(state.givenUp().find("1:x")).as("the other may not be the one to land").isPresent();
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(state.givenUp().all()).isEmpty();
  }

  @Test
  void aNumberIsUsedByACommitThatIsRolledBackToo() {
    giveUpFirst();
    state.apply(SECOND);
    state.apply(new RolledBack(1, 99, 9, "somebody"));
    assertThat(state.givenUp().all()).isEmpty();
  }

  @Test
  void whatHasLandedAfterAllIsOpenAgainAndTheOtherIsNot() {
    giveUpFirst();
    state.apply(SECOND);
    restart();
    state.apply(FIRST);
    assertThat(state.plan()).hasValue(FIRST);
    assertThat(state.isPlanWrittenAnew()).isTrue();
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(state.ledger()).isEqualTo(1);
    assertThat(state.marks().through("a", 1, 0)).isEqualTo(4);
    assertThat(state.marks().takenBack().explain("a", 1, 4))
        .as("its partition was told that it is to write the rows anew")
        .isTrue();
    assertThat(state.settling().find(1).orElseThrow().markers()).containsExactly("1:x");
    assertThat(state.settling().find(1).orElseThrow().plannedNumber())
        .as("where it was journaled last")
        .isEqualTo(5);
    assertThat(state.undoneBefore(plan(2))).as("it is wanted now").isEmpty();
  }

  @Test
  void whatHasLandedAndWasRolledBackIsLeftToItsPartitions() {
    giveUpFirst();
    state.apply(SECOND);
    state.apply(FIRST);
    state.apply(new RolledBack(1, 99, 9, "somebody"));
    assertThat(state.settling().lost()).isEmpty();
    assertThat(state.undoneBefore(plan(2))).contains("1:x");
    assertThat(state.marks().through("a", 1, 0)).isZero();
  }

  @Test
  void aPlanThatLostAFileMayLandWithIt() {
    state.apply(FIRST);
    state.apply(new Tombstoned(List.of("b1-2"), "rest", "schema"));
    state.apply(state.plan().orElseThrow());
    assertThat(state.givenUp().all()).containsExactly(new GivenUpPlan("1:x", 1, true));
    state.apply(FIRST);
    state.apply(new Committed(1, 100, 10, 0));
    assertThat(state.marks().through("b", 1, 0)).isEqualTo(2);
    assertThat(state.marks().takenBack().explain("b", 1, 2)).isTrue();
  }

  @Test
  void filesAddedAgainThatAreThereTwiceOverAreKeptOnce() {
    state.apply(FIRST);
    state.apply(new Committed(1, 100, 10, 5));
    state.apply(new Lost(List.of(1L), 99, 9, 6));
    Planned again = plan(2, "again", 1, file("a", 1, 1, 4), file("b", 1, 1, 2));
    state.apply(again);
    state.apply(new Returned(1, "there", 7));
    assertThat(state.givenUp().all()).containsExactly(new GivenUpPlan("2:again", 4, false));
    state.apply(plan(2, "y", 0, file("a", 1, 5, 6)));
    state.apply(again);
    state.apply(new Committed(2, 101, 11, 8));
    assertThat(state.settling().kept()).extracting(KeptLedger::ledger).containsExactly(2L);
    assertThat(state.settling().gone()).containsExactly(new LedgerRange(1, 1));
    assertThat(state.marks().takenBack().all()).isEmpty();
  }

  @Test
  void whatAnOperatorDroppedWhileItWasAddedAgainMayLandToo() {
    state.apply(FIRST);
    state.apply(new Committed(1, 100, 10, 5));
    state.apply(new Lost(List.of(1L), 99, 9, 6));
    state.apply(plan(2, "again", 1, file("a", 1, 1, 4)));
    state.apply(new Dropped(List.of(1L), 7));
    assertThat(state.givenUp().find("2:again")).isPresent();
  }

  /** As a table goes and comes back before the plan has landed. */
  private void giveUpFirst() {
    state.apply(FIRST);
    state.apply(new TableReplaced("other", 0, false));
    state.apply(new TableReturned(0, true));
    assertThat(state.plan()).isEmpty();
  }

  private void restart() {
    CommitterSnapshot saved = state.snapshot();
    state = CommitterState.of(saved);
    assertThat(state.snapshot()).isEqualTo(saved);
  }
}
