package dev.firn.node.http;

import dev.firn.catalog.history.AsOf;
import dev.firn.catalog.history.ListedSnapshot;
import dev.firn.catalog.history.ListedSnapshot.Change;
import dev.firn.catalog.history.Rollback;
import dev.firn.catalog.history.RollbackPreview;
import dev.firn.catalog.history.SnapshotDiff;
import dev.firn.catalog.history.SnapshotPage;
import dev.firn.catalog.history.Tag;
import dev.firn.catalog.ledger.DroppedLedgers.Range;
import dev.firn.node.history.HistoryDesk;
import dev.firn.node.history.OrderedRollback;
import dev.firn.sharding.LedgerRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A history of one snapshot that does nothing and remembers what it was told. */
final class FakeHistory implements HistoryDesk {
  static final ListedSnapshot SNAPSHOT =
      new ListedSnapshot(
          6187309921204436611L,
          OptionalLong.empty(),
          7,
          Instant.EPOCH,
          "append",
          "firn",
          new Change(1, 10, 100),
          new Change(0, 0, 0),
          new Change(3, 30, 300),
          "5:c",
          true,
          List.of("mark"));

  final List<String> told = new ArrayList<>();

  /** Fails whatever is asked, once set. */
  Optional<RuntimeException> failure = Optional.empty();

  private <T> CompletionStage<T> tell(String what, T answer) {
    told.add(what);
    return failure
        .<CompletionStage<T>>map(CompletableFuture::failedFuture)
        .orElse(CompletableFuture.completedFuture(answer));
  }

  @Override
  public CompletionStage<SnapshotPage> snapshots(int limit, long before) {
    return tell(
        "snapshots " + limit + " before " + before,
        new SnapshotPage(List.of(SNAPSHOT), OptionalLong.of(7)));
  }

  private static Tag tag(String name, Optional<Instant> expires) {
    return new Tag(name, SNAPSHOT.id(), 7, Instant.EPOCH, expires, true);
  }

  @Override
  public CompletionStage<List<Tag>> tags() {
    return tell("tags", List.of(tag("mark", Optional.empty())));
  }

  @Override
  public CompletionStage<Tag> tag(String name, AsOf at, Optional<Duration> keep) {
    return tell(
        "tag " + name + " at " + at + " keep " + keep, tag(name, keep.map(Instant.EPOCH::plus)));
  }

  @Override
  public CompletionStage<Void> untag(String name) {
    return tell("untag " + name, name).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<SnapshotDiff> diff(AsOf from, AsOf to) {
    SnapshotDiff.Side side =
        new SnapshotDiff.Side(SNAPSHOT.id(), 7, 0, new SnapshotDiff.Amount(3, 30, 300));
    return tell(
        "diff " + from + " " + to,
        new SnapshotDiff(side, side, SnapshotDiff.Relation.SAME, List.of()));
  }

  private static RollbackPreview preview() {
    return new RollbackPreview(
        "t", SNAPSHOT, SNAPSHOT, List.of(SNAPSHOT), List.of(new Range(3, 4)), List.of());
  }

  @Override
  public CompletionStage<RollbackPreview> rehearseRollback(AsOf to, OptionalLong through) {
    return tell("rehearse " + to + " " + through, preview());
  }

  @Override
  public CompletionStage<OrderedRollback> rollBack(AsOf to, OptionalLong through) {
    return tell(
        "rollback " + to + " " + through,
        new OrderedRollback(
            new Rollback.Done(preview(), "before-rollback-7"),
            List.of(new LedgerRange(3, 3)),
            List.of("settled")));
  }
}
