package dev.firn.node.http;

import dev.firn.events.RowBlock;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.Position;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StuckPartition;
import dev.firn.sharding.Whereabouts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Buffers in memory that answer what a test tells them to. */
final class FakeBuffers implements EventBuffers {
  final List<RowBlock> stored = new CopyOnWriteArrayList<>();
  volatile Function<RowBlock, CompletionStage<StoreOutcome>> storing = FakeBuffers::accept;
  volatile Function<Position, Whereabouts> places = position -> new Whereabouts.Buffered();

  volatile List<PartitionStatus> partitions = List.of();
  volatile List<PartitionStatus> rejected = List.of();
  volatile List<PlacedCommitter> committers = List.of();

  static CompletionStage<StoreOutcome> accept(RowBlock rows) {
    return CompletableFuture.completedFuture(
        new StoreOutcome.Stored(new Position(rows.partition().id(), 1, 7), rows.count(), 0));
  }

  @Override
  public CompletionStage<StoreOutcome> store(RowBlock rows) {
    stored.add(rows);
    return storing.apply(rows);
  }

  @Override
  public CompletionStage<StoreOutcome> redrive(List<RowBlock> rows) {
    return store(rows.get(0));
  }

  @Override
  public CompletionStage<Whereabouts> locate(Position position) {
    return CompletableFuture.completedFuture(places.apply(position));
  }

  @Override
  public CompletionStage<Whereabouts> whenCommitted(Position position, Duration patience) {
    return locate(position);
  }

  @Override
  public CompletionStage<List<PartitionStatus>> partitions() {
    return CompletableFuture.completedFuture(partitions);
  }

  @Override
  public CompletionStage<List<PartitionStatus>> rejectedPartitions() {
    return CompletableFuture.completedFuture(rejected);
  }

  @Override
  public CompletionStage<List<StuckPartition>> stuckPartitions() {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletionStage<List<StuckPartition>> stuckRejectedPartitions() {
    return stuckPartitions();
  }

  @Override
  public CompletionStage<PartitionAccount> rejectedAccount(String partition) {
    return account(partition);
  }

  @Override
  public CompletionStage<PartitionAccount> account(String partition) {
    return CompletableFuture.completedFuture(new PartitionAccount(partition, 0, 0, List.of()));
  }

  @Override
  public CompletionStage<List<PlacedCommitter>> placedCommitters() {
    return CompletableFuture.completedFuture(committers);
  }

  @Override
  public CompletionStage<CommitterStatus> resumeCommitter(String tableUuid) {
    return CompletableFuture.completedFuture(CommitterStatus.unreachable(tableUuid, "a fake"));
  }

  @Override
  public CompletionStage<RollbackAnswer> acceptRollback(String tableUuid, long from, long through) {
    return CompletableFuture.completedFuture(
        tableUuid.equals("t")
            ? new RollbackAnswer.Accepted(
                List.of(new LedgerRange(from, through)),
                CommitterStatus.unreachable(tableUuid, "a fake"))
            : new RollbackAnswer.Refused("table " + tableUuid + " has no committer"));
  }
}
