package dev.firn.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.history.PartitionDiff.Kind;
import dev.firn.catalog.history.SnapshotDiff.Relation;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.PartitionKey;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

class SnapshotDiffTest extends OnHistory {
  private static final PartitionKey OTHER = PartitionKey.of("cart.add", Events.HOUR_MICROS);
  private static final String PARTITION = Events.PARTITION.id();

  private SnapshotDiff diff(long from, long to) {
    return history.diff(new AsOf.OfSnapshot(from), new AsOf.OfSnapshot(to));
  }

  private void commitOther() {
    CloudEvent event =
        new CloudEvent(
            "1", "/s", "cart.add", "1.0", Events.HOUR_MICROS + 5, null, null, null, "{}", Map.of());
    AppendedBatch batch = Events.append(OTHER, 1, event);
    WrittenFile file =
        new DataFileWriter(table, TestFiles.SETTINGS)
            .write(OTHER, OTHER.id() + "#1", List.of(batch));
    Commits.commit(table, file);
  }

  private void rewrite(int... numbers) {
    var rewrite = table.fresh().newRewrite();
    for (int number : numbers) {
      rewrite.deleteFile(TestFiles.describe(table, files.get(number - 1)));
      WrittenFile again = TestFiles.write(table, Events.few(number));
      rewrite.addFile(TestFiles.describe(table, again));
    }
    rewrite.commit();
  }

  @Test
  void tellsWhatWasAppended() {
    commitOther();
    SnapshotDiff diff = diff(snapshots.get(0), current());
    assertThat(diff.relation()).isEqualTo(Relation.FORWARD);
    assertThat(diff.from().holds().rows()).isEqualTo(ROWS);
    assertThat(diff.to().holds().rows()).isEqualTo(3 * ROWS + 1);
    assertThat(diff.partitions())
        .extracting(PartitionDiff::name)
        .containsExactly(PARTITION, OTHER.id());
    assertThat(diff.partitions())
        .extracting(PartitionDiff::kind)
        .containsExactly(Kind.CHANGED, Kind.ADDED);
    assertThat(diff.whole().rowsAdded()).isEqualTo(2 * ROWS + 1);
    assertThat(diff.whole().added().files()).isEqualTo(3);
    assertThat(diff.whole().rowsRemoved() + diff.whole().rowsRewritten()).isZero();
  }

  @Test
  void backwardsItIsTheOtherWayRound() {
    commitOther();
    SnapshotDiff diff = diff(current(), snapshots.get(0));
    assertThat(diff.relation()).isEqualTo(Relation.BACKWARD);
    assertThat(diff.whole().rowsRemoved()).isEqualTo(2 * ROWS + 1);
    assertThat(diff.count(Kind.REMOVED)).isEqualTo(1);
    assertThat(diff(current(), current()).relation()).isEqualTo(Relation.SAME);
    assertThat(diff(current(), current()).partitions()).isEmpty();
  }

  @Test
  void aRewriteIsNoChangeOfRows() {
    long before = current();
    rewrite(1, 2);
    SnapshotDiff diff = diff(before, current());
    assertThat(diff.count(Kind.REWRITTEN)).isEqualTo(1);
    assertThat(diff.whole().rowsRewritten()).isEqualTo(2 * ROWS);
    assertThat(diff.whole().rowsAdded() + diff.whole().rowsRemoved()).isZero();
    assertThat(diff.whole().kept().files()).isEqualTo(1);
  }

  @Test
  void rewrittenAndDeletedAtOnce() {
    long before = current();
    rewrite(1);
    commitOther();
    table.fresh().newDelete().deleteFile(files.get(1).location()).commit();
    SnapshotDiff diff = diff(before, current());
    PartitionDiff changed = diff.partitions().get(0);
    assertThat(changed.kind()).isEqualTo(Kind.CHANGED);
    assertThat(changed.added().files()).isEqualTo(1);
    assertThat(changed.removed().files()).isEqualTo(2);
    assertThat(changed.kept().files()).isEqualTo(1);
    assertThat(changed.rowsRewritten()).isEqualTo(ROWS);
    assertThat(changed.rowsRemoved()).isEqualTo(ROWS);
    assertThat(diff.to().holds().rows()).isEqualTo(2 * ROWS + 1);
  }

  @Test
  void afterARollbackTheTwoAreApart() {
    long before = current();
    rollBackTo(1);
    commitNext();
    SnapshotDiff diff = diff(before, current());
    assertThat(diff.relation()).isEqualTo(Relation.APART);
    assertThat(diff.whole().added().files()).isEqualTo(1);
    assertThat(diff.whole().removed().files()).isEqualTo(2);
  }

  @Test
  void inPartsItIsTheSame() {
    rewrite(1, 2);
    commitOther();
    Table fresh = table.fresh();
    for (long from : snapshots) {
      SnapshotDiff whole = diff(from, current());
      assertThat(new FileDiff(fresh, fresh.snapshot(from), fresh.currentSnapshot(), 1).read())
          .isEqualTo(whole);
      assertThat(whole.to().holds().files()).isEqualTo(4);
    }
  }
}
