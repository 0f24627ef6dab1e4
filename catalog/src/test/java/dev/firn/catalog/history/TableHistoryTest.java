package dev.firn.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.history.NoSuchPointException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;

class TableHistoryTest extends OnHistory {
  @Test
  void isReadAsOfASnapshotATagAndAnInstant() throws IOException {
    long second = snapshots.get(1);
    Instant then = history.at(new AsOf.OfSnapshot(second)).committedAt();
    tags.create("two", new AsOf.OfSnapshot(second), Optional.empty());
    assertThat(rowsAt(new AsOf.OfSnapshot(second))).isEqualTo(2 * ROWS);
    assertThat(rowsAt(new AsOf.OfTag("two"))).isEqualTo(2 * ROWS);
    assertThat(rowsAt(new AsOf.OfInstant(then))).isEqualTo(2 * ROWS);
    assertThat(rowsAt(new AsOf.OfInstant(Instant.now().plusSeconds(60)))).isEqualTo(3 * ROWS);
    assertThat(rowsAt(new AsOf.Current())).isEqualTo(3 * ROWS);
    assertThat(history.at(new AsOf.OfTag("two")).scan().planFiles()).hasSize(2);
  }

  private long rowsAt(AsOf asOf) throws IOException {
    Expression all = Expressions.alwaysTrue();
    try (CloseableIterable<Record> rows = history.at(asOf).rows(all, "id", "time")) {
      return StreamSupport.stream(rows.spliterator(), false).count();
    }
  }

  @Test
  void hasTheColumnsOfThen() {
    table.fresh().updateSchema().renameColumn("subject", "topic").commit();
    commitNext();
    assertThat(history.at(new AsOf.OfSnapshot(snapshots.get(0))).schema().findField("subject"))
        .isNotNull();
    assertThat(history.at(new AsOf.Current()).schema().findField("topic")).isNotNull();
  }

  @Test
  void anInstantBeforeARollbackIsAnsweredAsItWas() throws IOException {
    Instant before = Instant.ofEpochMilli(table.fresh().currentSnapshot().timestampMillis());
    rollBackTo(1);
    assertThat(rowsAt(new AsOf.OfInstant(before))).isEqualTo(3 * ROWS);
    assertThat(rowsAt(new AsOf.Current())).isEqualTo(ROWS);
  }

  @Test
  void saysWhatThereIsNot() {
    assertReason(new AsOf.OfTag("none"), Reason.NO_SUCH_TAG, "There is no tag none; the table has");
    assertReason(
        new AsOf.OfSnapshot(7), Reason.NO_SUCH_SNAPSHOT, "the oldest is " + snapshots.get(0));
    assertReason(
        new AsOf.OfInstant(Instant.EPOCH), Reason.BEFORE_HISTORY, "the table held nothing");
    expireAllBut(1);
    assertReason(new AsOf.OfInstant(Instant.EPOCH), Reason.EXPIRED, "has been expired");
    assertReason(new AsOf.OfSnapshot(snapshots.get(0)), Reason.NO_SUCH_SNAPSHOT, "expired");
  }

  private void assertReason(AsOf asOf, Reason reason, String words) {
    assertThatThrownBy(() -> history.at(asOf))
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(
            NoSuchPointException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aTableWithoutSnapshotsSaysSo() {
    TableHistory empty = new TableHistory(catalog.openTable("other"));
    assertThatThrownBy(() -> empty.at(new AsOf.Current())).hasMessageContaining("no snapshot yet");
    assertThatThrownBy(() -> empty.at(new AsOf.OfInstant(Instant.now())))
        .hasMessageContaining("no snapshot yet");
    assertThat(empty.snapshots(10, Long.MAX_VALUE).snapshots()).isEmpty();
  }

  @Test
  void listsSnapshotsByPagesWithWhoMadeThem() {
    long foreign = appendAsAnother(9);
    tags.create("kept", new AsOf.Current(), Optional.empty());
    SnapshotPage first = history.snapshots(3, Long.MAX_VALUE);
    assertThat(first.snapshots())
        .extracting(ListedSnapshot::id)
        .containsExactly(foreign, snapshots.get(2), snapshots.get(1));
    assertThat(first.next()).isEqualTo(OptionalLong.of(2));
    SnapshotPage second = history.snapshots(3, first.next().getAsLong());
    assertThat(second.snapshots()).extracting(ListedSnapshot::id).containsExactly(snapshots.get(0));
    assertThat(second.next()).isEmpty();
    ListedSnapshot newest = first.snapshots().get(0);
    assertThat(newest.by()).isEqualTo("spark 4.1");
    assertThat(newest.tags()).containsExactly("kept");
    assertThat(newest.total().rows()).isEqualTo(4 * ROWS);
    assertThat(newest.total().files()).isEqualTo(4);
    assertThat(newest.ledgerMarker()).isEmpty();
    ListedSnapshot own = first.snapshots().get(1);
    assertThat(own.by()).isEqualTo("firn");
    assertThat(own.ledgerMarker()).isEqualTo(commits.get(2).marker().toString());
    assertThat(own.added().rows()).isEqualTo(ROWS);
    assertThat(own.parent()).isEqualTo(OptionalLong.of(snapshots.get(1)));
    assertThat(second.snapshots().get(0).parent()).isEmpty();
  }

  @Test
  void showsWhatWasRolledBack() {
    rollBackTo(2);
    assertThat(history.snapshots(10, Long.MAX_VALUE).snapshots())
        .extracting(ListedSnapshot::inHistory)
        .containsExactly(false, true, true);
  }
}
