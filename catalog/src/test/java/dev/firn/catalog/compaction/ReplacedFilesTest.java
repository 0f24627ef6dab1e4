package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.testing.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When what compaction has replaced leaves the store. */
class ReplacedFilesTest extends OnCompactedTable {
  private static final Clock TOMORROW = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
  private static final int ROWS = 10;

  private long beforeRewrite;
  private DataFile replaced;

  @BeforeEach
  void rewriteThree() {
    for (int i = 0; i < 3; i++) {
      commitFew(i);
    }
    beforeRewrite = table.fresh().currentSnapshot().snapshotId();
    replaced = files().get(0).file();
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(objects()).isEqualTo(4);
  }

  private int expire(int keep) {
    return new SnapshotExpiry(
            table,
            new SnapshotSettings(Duration.ofHours(1), keep),
            TOMORROW,
            new ReplacedFiles(table))
        .expire(Long.MAX_VALUE);
  }

  @Test
  void theyGoWithTheLastSnapshotThatHadThem() {
    assertThat(expire(1)).isEqualTo(3);
    assertThat(objects()).as("the rewrite itself is not expired").isEqualTo(4);
    commitFew(4);
    assertThat(expire(1)).isEqualTo(1);
    assertThat(objects()).isEqualTo(2);
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void aTagOnAnEarlierSnapshotKeepsThem() {
    table.fresh().manageSnapshots().createTag("before", beforeRewrite).commit();
    commitFew(4);
    expire(1);
    assertThat(objects()).isEqualTo(5);
    assertThat(table.fresh().snapshot(beforeRewrite)).isNotNull();
  }

  /** The branch's head has the file no longer, but a snapshot of it that stays does. */
  @Test
  void aBranchThatBeganEarlierKeepsThem() {
    table
        .fresh()
        .manageSnapshots()
        .createBranch("b", beforeRewrite)
        .setMinSnapshotsToKeep("b", 10)
        .commit();
    table.fresh().newDelete().deleteFile(replaced).toBranch("b").commit();
    commitFew(4);
    expire(1);
    assertThat(table.fresh().snapshot(beforeRewrite)).isNotNull();
    assertThat(objects()).isEqualTo(5);
  }

  @Test
  void aTagOnALaterSnapshotDoesNot() {
    commitFew(4);
    table
        .fresh()
        .manageSnapshots()
        .createTag("after", table.fresh().currentSnapshot().snapshotId())
        .commit();
    commitFew(5);
    expire(1);
    assertThat(objects()).isEqualTo(3);
    assertThat(ids()).hasSize(5 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void whatIsInTheTableAgainStays() {
    table.fresh().newAppend().appendFile(replaced).commit();
    commitFew(4);
    expire(1);
    assertThat(objects()).isEqualTo(3);
    assertThat(ids()).hasSize(5 * ROWS);
  }

  @Test
  void aRewriteThatWasRolledBackReplacedNothing() {
    table.fresh().manageSnapshots().setCurrentSnapshot(beforeRewrite).commit();
    commitFew(4);
    commitFew(5);
    expire(1);
    assertThat(objects()).isEqualTo(6);
    assertThat(ids()).hasSize(5 * ROWS).doesNotHaveDuplicates();
  }

  private void goBackDuringTheNextCommit(long snapshot) {
    catalog.faultNextCommit(
        real -> {
          table.fresh().manageSnapshots().setCurrentSnapshot(snapshot).commit();
          return Fault.Answer.of(real.land());
        });
  }

  @Test
  void whoGoesBackToAnExpiringSnapshotAtThatMomentKeepsThem() {
    commitFew(4);
    goBackDuringTheNextCommit(beforeRewrite);
    expire(1);
    assertThat(objects()).isEqualTo(5);
  }

  @Test
  void whoGoesBackToOneThatStaysAtThatMomentKeepsThemToo() {
    commitFew(4);
    long stays = table.fresh().currentSnapshot().snapshotId();
    commitFew(5);
    goBackDuringTheNextCommit(stays);
    assertThat(expire(2)).isEqualTo(4);
    assertThat(objects()).isEqualTo(6);
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void whoCommitsAtThatMomentDoesNot() {
    commitFew(4);
    catalog.faultNextCommit(
        real -> {
          commitFew(5);
          return Fault.Answer.of(real.land());
        });
    expire(1);
    assertThat(objects()).isEqualTo(3);
    assertThat(ids()).hasSize(5 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void anExpiryThatIsNotKnownToHaveHappenedDeletesNothing() {
    commitFew(4);
    catalog.faultNextCommit(real -> new Fault.Answer(200, Map.of(), "{}"));
    assertThatThrownBy(() -> expire(1)).isInstanceOf(RuntimeException.class);
    assertThat(objects()).isEqualTo(5);
  }
}
