package dev.firn.sharding.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeenCommitsTest {
  private static final KeptLedger ONE = kept(1);
  private static final KeptLedger TWO = kept(2);

  private final SeenCommits seen = new SeenCommits();

  @Test
  void aCommitOnItsBaseHoldsWhatTheBaseHeld() {
    seen.commit(1, SeenCommits.NOWHERE, 100, true);
    seen.commit(2, 100, 200, true);
    assertThat(seen.areAllIn(List.of(ONE, TWO), 200)).isTrue();
    seen.commit(3, 200, 300, false);
    assertThat(seen.of(1)).isEqualTo(200);
    assertThat(seen.areAllIn(List.of(ONE, TWO, kept(3)), 300)).isFalse();
  }

  @Test
  void whatWasCommittedOnTopDuringALookHoldsWhatTheLookHasSeen() {
    seen.beginLook(List.of(ONE));
    seen.commit(2, 100, 200, true);
    seen.commit(3, 200, 300, true);
    seen.see(1, 100);
    assertThat(seen.areAllIn(List.of(ONE, TWO, kept(3)), 300)).isTrue();
  }

  @Test
  void whatALookHasSeenElsewhereIsKnownToBeThere() {
    seen.beginLook(List.of(ONE));
    seen.commit(2, 100, 200, true);
    seen.see(1, 150);
    assertThat(seen.of(1)).isEqualTo(150);
    assertThat(seen.of(2)).isEqualTo(200);
    assertThat(seen.areAllIn(List.of(ONE, TWO), 200)).isFalse();
  }

  @Test
  void whatWasMissedIsNotKnownToBeAnywhereWhenItComesBack() {
    seen.commit(1, SeenCommits.NOWHERE, 100, true);
    seen.forget(List.of(1L));
    seen.commit(2, 100, 200, true);
    assertThat(seen.isKnown(1)).isFalse();
    assertThat(seen.isKnown(2)).isTrue();
  }

  @Test
  void aTableWithoutSnapshotShowsNothing() {
    seen.see(1, SeenCommits.NOWHERE);
    assertThat(seen.isKnown(1)).isFalse();
    assertThat(seen.areAllIn(List.of(ONE), SeenCommits.NOWHERE)).isFalse();
  }

  private static KeptLedger kept(long ledger) {
    return new KeptLedger(ledger, List.of(ledger + ":c"), 1, 1, 1, 1);
  }
}
