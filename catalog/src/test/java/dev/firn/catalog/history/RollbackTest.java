package dev.firn.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.history.Rollback.Done;
import dev.firn.catalog.ledger.DroppedLedgers;
import dev.firn.catalog.ledger.DroppedLedgers.Range;
import dev.firn.catalog.ledger.KeptCommit;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerExamination;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.RolledBack;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.TestFiles;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RollbackTest extends OnHistory {
  private static Range range(long from, long through) {
    return new Range(from, through);
  }

  private AsOf commit(int number) {
    return new AsOf.OfSnapshot(snapshots.get(number - 1));
  }

  /** The node may end right after it: nothing but the table need know. */
  @Test
  void whatItTookOutIsNeitherLostNorAddedAgain() {
    Done done = rollBackTo(1);
    assertThat(rows()).isEqualTo(ROWS);
    assertThat(done.what().dropped()).containsExactly(range(2, 3));
    LedgerExamination seen = look();
    assertThat(seen.dropped()).containsExactly(2L, 3L);
    assertThat(seen.lost()).isEmpty();
    assertThat(seen.undecided()).isEmpty();
    assertThat(ledger.attempt(commits.get(2)))
        .as("an attempt that went on meanwhile has had its place in the table")
        .isInstanceOf(Committed.class);
    commitNext();
    assertThat(ledger.read().ledger()).isEqualTo(4);
    assertThat(rows()).isEqualTo(2 * ROWS);
    assertThat(look().lost()).isEmpty();
  }

  @Test
  void saysBeforehandWhatItWouldDo() {
    assertThat(rollback.rehearse(commit(1), OptionalLong.empty()).leaving())
        .extracting(ListedSnapshot::id)
        .containsExactly(snapshots.get(2), snapshots.get(1));
    assertThat(rows()).isEqualTo(3 * ROWS);
    assertThatThrownBy(() -> rollback.rehearse(commit(3), OptionalLong.empty()))
        .isInstanceOf(HistoryRefusedException.class)
        .hasMessageContaining("is the current one already");
  }

  @Test
  void keepsWhatWasThereUnderATagAndCanBeUndone() {
    Done done = rollBackTo(1);
    assertThat(done.tag()).isEqualTo("before-rollback-3");
    commitNext();
    Done undone = rollback.order(new AsOf.OfTag(done.tag()), OptionalLong.empty());
    assertThat(rows()).isEqualTo(3 * ROWS);
    assertThat(undone.what().dropped()).containsExactly(range(4, 4));
    assertThat(DroppedLedgers.in(table.fresh().properties()))
        .as("what is back is no longer dropped")
        .isEqualTo(DroppedLedgers.NONE.with(4, 4));
    assertThat(look().lost()).isEmpty();
    commitNext();
    assertThat(ledger.read().ledger()).isEqualTo(5);
    assertThat(rollBackTo(1).tag()).isEqualTo("before-rollback-5");
  }

  /** The operator had seen commit 3: what came after goes out as well, and comes in again. */
  @Test
  void commitsThatTheOperatorHasNotSeenAreLostAndNotDropped() {
    OptionalLong seen = OptionalLong.of(snapshots.get(2));
    commitNext();
    commitNext();
    Done done = rollback.order(commit(2), seen);
    assertThat(done.what().dropped()).containsExactly(range(3, 3));
    assertThat(done.what().addedAgain()).containsExactly(range(4, 5));
    assertThat(look().lost()).containsExactly(4L, 5L);
    assertThat(look().dropped()).containsExactly(3L);
  }

  @Test
  void aCommitThatComesInBetweenIsNotDroppedEither() {
    catalog.faultNextCommit(
        real -> {
          commitNext();
          return Fault.Answer.of(real.land());
        });
    Done done = rollBackTo(2);
    assertThat(done.what().dropped()).containsExactly(range(3, 3));
    assertThat(look().lost()).containsExactly(4L);
    assertThat(rows()).isEqualTo(2 * ROWS);
  }

  /** Of unknown fate when the table was set back under it, seen by the operator or not. */
  @Test
  void anOpenCommitIsDoneWhereItWasMeantAndRolledBackWhereNot() {
    LedgerCommit open = Commits.next(ledger, TestFiles.write(table, Events.few(77)));
    assertThat(ledger.attempt(open)).isInstanceOf(Committed.class);
    rollback.order(commit(2), OptionalLong.of(snapshots.get(2)));
    assertThat(ledger.attempt(open)).isInstanceOf(RolledBack.class);
    LedgerCommit next = Commits.next(ledger, TestFiles.write(table, Events.few(78)));
    assertThat(ledger.attempt(next)).isInstanceOf(Committed.class);
    rollBackTo(2);
    assertThat(ledger.attempt(next)).isInstanceOf(Committed.class);
    assertThat(rows()).isEqualTo(2 * ROWS);
  }

  @Test
  void anotherClientsCommitIsNeverTakenOutUnseen() {
    OptionalLong seen = OptionalLong.of(snapshots.get(2));
    long foreign = appendAsAnother(9);
    assertThatThrownBy(() -> rollback.order(commit(2), seen))
        .isInstanceOf(HistoryRefusedException.class)
        .hasMessageContaining("Another client has committed snapshot " + foreign);
    assertThat(rollback.rehearse(commit(2), OptionalLong.empty()).leaving().get(0).by())
        .isEqualTo("spark 4.1");
    rollBackTo(2);
    assertThat(rows()).isEqualTo(2 * ROWS);
    assertThatThrownBy(() -> rollback.order(commit(1), seen))
        .hasMessageContaining("it has been rolled back since");
  }

  @Test
  void ofUnknownOutcomeItIsLookedForAndNotDoneTwice() {
    catalog.faultNextCommit(Fault.landedButDropped().after(this::commitNext));
    Done done = rollBackTo(1);
    assertThat(done.what().dropped()).containsExactly(range(2, 3));
    assertThat(rows()).as("the commit that followed it is there").isEqualTo(2 * ROWS);
    assertThat(RollbackRecord.in(table.fresh().properties())).hasSize(1);
    catalog.faultNextCommit(Fault.refused(503));
    rollBackTo(1);
    assertThat(rows()).isEqualTo(ROWS);
    assertThat(RollbackRecord.in(table.fresh().properties())).hasSize(2);
  }

  @Test
  void whereHistoryIsExpiredTheLedgersNumbersTell() {
    tags.create("first", commit(1), Optional.empty());
    commitNext();
    commitNext();
    expireAllBut(1);
    Done done = rollback.order(new AsOf.OfTag("first"), OptionalLong.empty());
    assertThat(done.what().leaving()).hasSize(1);
    assertThat(done.what().dropped()).containsExactly(range(2, 5));
    LedgerExamination seen = look();
    assertThat(seen.dropped()).containsExactly(2L, 3L, 4L, 5L);
    assertThat(seen.lost()).isEmpty();
    assertThat(rows()).isEqualTo(ROWS);
  }

  /** Its history does not reach back to where the commit was planned; the rows would be asked. */
  @Test
  void whatIsDroppedIsNotAskedForInTheRows() {
    tags.create("second", commit(2), Optional.empty());
    expireAllBut(1);
    rollback.order(new AsOf.OfTag("second"), OptionalLong.empty());
    KeptCommit plannedOnTheFirst = new KeptCommit(3, List.of(commits.get(2).marker()), 1, -1);
    LedgerExamination seen = ledger.examine(List.of(plannedOnTheFirst));
    assertThat(seen.dropped()).containsExactly(3L);
    assertThat(seen.undecided()).isEmpty();
  }

  @Test
  void ledgersThatWereDroppedAreAsFewRangesAsTheyCanBe() {
    DroppedLedgers dropped = DroppedLedgers.NONE.with(new TreeSet<>(List.of(2L, 3L, 5L)));
    assertThat(dropped).hasToString("2-3,5-5");
    assertThat(dropped.with(7, 10).without(Set.of(5L, 8L))).hasToString("2-3,7-7,9-10");
  }
}
