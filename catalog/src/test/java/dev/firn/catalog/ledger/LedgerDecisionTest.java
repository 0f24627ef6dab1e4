package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.ledger.LedgerDecision.Add;
import dev.firn.catalog.ledger.LedgerDecision.AskRows;
import dev.firn.catalog.ledger.LedgerDecision.Done;
import dev.firn.catalog.ledger.LedgerDecision.OtherTable;
import dev.firn.catalog.ledger.LedgerDecision.Overtaken;
import dev.firn.catalog.ledger.LedgerDecision.Park;
import dev.firn.catalog.ledger.LedgerDecision.Returned;
import dev.firn.catalog.ledger.LedgerDecision.Undone;
import dev.firn.catalog.ledger.TableSight.SeenSnapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each row of the protocol's table "Recovery of an open Planned(L)". */
class LedgerDecisionTest {
  private static final LedgerCommit COMMIT =
      new LedgerCommit("uuid", 5, "five", List.of("file"), 40, 40);
  private static final LedgerMarker FOUR = new LedgerMarker(4, "four");
  private static final LedgerMarker FIVE = new LedgerMarker(5, "five");

  @Test
  void inTheAncestryIsCommittedEvenUnderOthers() {
    assertThat(decide(FIVE, true, at(42, null), at(41, FIVE), at(40, FOUR)))
        .isEqualTo(new Done(41, 41));
  }

  @Test
  void inTheAncestryWithoutThePropertyIsCommitted() {
    assertThat(decide(null, true, at(41, FIVE))).isEqualTo(new Done(41, 41));
    assertThat(decide(FOUR, true, at(41, FIVE))).isEqualTo(new Done(41, 41));
  }

  @Test
  void onlyInThePropertyWithTheBaseInSightIsRolledBack() {
    assertThat(decide(FIVE, false, at(43, null), at(40, FOUR))).isEqualTo(new Undone());
    assertThat(decide(FIVE, true, at(43, null))).isEqualTo(new Undone());
    assertThat(decide(FIVE, true)).isEqualTo(new Undone());
  }

  @Test
  void onlyInThePropertyWithTheBaseExpiredIsForTheRowsToDecide() {
    assertThat(decide(FIVE, false, at(43, null), at(42, null)))
        .isEqualTo(new AskRows(new Undone()));
  }

  @Test
  void oneBeforeIsTheTimeToCommit() {
    assertThat(decide(FOUR, true, at(40, FOUR))).isEqualTo(new Add());
    assertThat(decide(FOUR, false, at(47, null))).as("others on top").isEqualTo(new Add());
    LedgerCommit first = new LedgerCommit("uuid", 1, "one", List.of("file"), -1, 0);
    assertThat(
            LedgerDecision.of(
                first, new TableSight("uuid", null, DroppedLedgers.NONE, List.of(), true)))
        .isEqualTo(new Add());
  }

  @Test
  void aRolledBackCommitThatCameBackIsNotAddedTwice() {
    LedgerCommit again = new LedgerCommit("uuid", 6, "six", List.of("file"), 40, 40, List.of(FIVE));
    assertThat(LedgerDecision.of(again, sight(FIVE, true, at(43, null), at(40, FOUR))))
        .as("on what was examined")
        .isEqualTo(new Add());
    assertThat(LedgerDecision.of(again, sight(FIVE, true, at(41, FIVE))))
        .isInstanceOf(Returned.class);
    assertThat(LedgerDecision.of(again, sight(FIVE, false, at(47, null))))
        .as("on something that was not examined")
        .isEqualTo(new AskRows(new Add()));
  }

  @Test
  void whatAnOperatorTookOutIsDone() {
    TableSight rolledBack =
        new TableSight("uuid", FIVE, DroppedLedgers.NONE.with(5, 6), List.of(at(40, FOUR)), true);
    assertThat(LedgerDecision.of(COMMIT, rolledBack)).isEqualTo(new Done(40, 40));
  }

  @Test
  void droppedNumbersAreReadAsTheyAreWritten() {
    DroppedLedgers dropped = DroppedLedgers.NONE.with(5, 7).with(12, 12);
    assertThat(dropped).hasToString("5-7,12-12");
    assertThat(DroppedLedgers.in(Map.of(DroppedLedgers.KEY, "5-7, 12"))).isEqualTo(dropped);
    assertThat(dropped.contains(6)).isTrue();
    assertThat(dropped.contains(8)).isFalse();
    assertThatThrownBy(() -> DroppedLedgers.in(Map.of(DroppedLedgers.KEY, "seven")))
        .hasMessageContaining("seven");
  }

  @Test
  void anotherIdIsToldByName() {
    LedgerMarker other = new LedgerMarker(5, "other");
    assertThat(decide(other, true, at(41, other)))
        .isEqualTo(new Overtaken(other, "the ledger before 5:five should be 4 but is 5:other"));
    assertThat(decide(other, true, at(43, null)))
        .as("landed and rolled back")
        .isInstanceOf(Overtaken.class);
  }

  @Test
  void aNumberAboveParks() {
    LedgerMarker six = new LedgerMarker(6, "six");
    assertThat(decide(six, true, at(42, six), at(41, FIVE))).isInstanceOf(Park.class);
  }

  @Test
  void propertyAndHistoryThatDisagreePark() {
    assertThat(decide(FIVE, true, at(41, new LedgerMarker(5, "other")))).isInstanceOf(Park.class);
  }

  @Test
  void furtherBackOrGoneIsForTheRowsToDecideElseParked() {
    for (LedgerDecision decision :
        List.of(
            decide(new LedgerMarker(2, "two"), true, at(38, new LedgerMarker(2, "two"))),
            decide(null, false, at(47, null)),
            decide(null, true))) {
      assertThat(decision).isInstanceOf(AskRows.class);
      assertThat(((AskRows) decision).otherwise()).isInstanceOf(Park.class);
    }
  }

  @Test
  void anotherTableClosesTheLedger() {
    assertThat(
            LedgerDecision.of(
                COMMIT, new TableSight("new", FIVE, DroppedLedgers.NONE, List.of(), true)))
        .isEqualTo(new OtherTable("new"));
  }

  private static LedgerDecision decide(
      @Nullable LedgerMarker property, boolean reachesRoot, SeenSnapshot... ancestry) {
    return LedgerDecision.of(COMMIT, sight(property, reachesRoot, ancestry));
  }

  private static TableSight sight(
      @Nullable LedgerMarker property, boolean reachesRoot, SeenSnapshot... ancestry) {
    return new TableSight("uuid", property, DroppedLedgers.NONE, List.of(ancestry), reachesRoot);
  }

  private static SeenSnapshot at(long sequenceNumber, @Nullable LedgerMarker marker) {
    return new SeenSnapshot(sequenceNumber, sequenceNumber, marker);
  }
}
