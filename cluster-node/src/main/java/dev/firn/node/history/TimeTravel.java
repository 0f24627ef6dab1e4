package dev.firn.node.history;

import dev.firn.catalog.history.AsOf;
import dev.firn.catalog.history.HistoryRefusedException;
import dev.firn.catalog.history.Rollback;
import dev.firn.catalog.history.RollbackPreview;
import dev.firn.catalog.history.SnapshotDiff;
import dev.firn.catalog.history.SnapshotPage;
import dev.firn.catalog.history.TableHistory;
import dev.firn.catalog.history.Tag;
import dev.firn.catalog.history.Tags;
import dev.firn.catalog.ledger.DroppedLedgers.Range;
import dev.firn.catalog.settings.TimeTravelSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.RollbackAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The history of the table of events, changed on this node's threads. A rollback is one transaction
 * of the table, which says itself what was meant; the committer is told afterwards, so that it need
 * not find out. Where the node ends between the two, it does find out.
 */
public final class TimeTravel implements HistoryDesk {
  private final EventTable table;
  private final EventBuffers buffers;
  private final boolean isEnabled;
  private final Executor threads;
  private final Executor scanThreads;
  private final TableHistory history;
  private final Tags tags;
  private final Rollback rollback;
  private final Counter rollbacks;

  /**
   * @param threads for what asks the catalog
   * @param scanThreads for what reads many manifests
   */
  public TimeTravel(
      EventTable table,
      EventBuffers buffers,
      TimeTravelSettings settings,
      Executor threads,
      Executor scanThreads,
      MeterRegistry meters) {
    this.table = table;
    this.buffers = buffers;
    this.isEnabled = settings.enabled();
    this.threads = threads;
    this.scanThreads = scanThreads;
    this.history = new TableHistory(table);
    this.tags = new Tags(table, InstantSource.system());
    this.rollback = new Rollback(table, settings.rollbackKeep(), InstantSource.system());
    this.rollbacks =
        Counter.builder("firn.history.rollbacks")
            .description("Rollbacks of the table that were ordered from this node")
            .register(meters);
  }

  @Override
  public CompletionStage<SnapshotPage> snapshots(int limit, long before) {
    return CompletableFuture.supplyAsync(() -> history.snapshots(limit, before), threads);
  }

  @Override
  public CompletionStage<List<Tag>> tags() {
    return ifEnabled(tags::list, threads);
  }

  @Override
  public CompletionStage<Tag> tag(String name, AsOf at, Optional<Duration> keep) {
    return ifEnabled(() -> tags.create(name, at, keep), threads);
  }

  @Override
  public CompletionStage<Void> untag(String name) {
    return ifEnabled(() -> name, threads).thenAcceptAsync(tags::delete, threads);
  }

  @Override
  public CompletionStage<SnapshotDiff> diff(AsOf from, AsOf to) {
    return ifEnabled(() -> history.diff(from, to), scanThreads);
  }

  @Override
  public CompletionStage<RollbackPreview> rehearseRollback(AsOf to, OptionalLong through) {
    return ifEnabled(() -> rollback.rehearse(to, through), threads);
  }

  @Override
  public CompletionStage<OrderedRollback> rollBack(AsOf to, OptionalLong through) {
    return ifEnabled(() -> table.reload().uuid(), threads)
        .thenCompose(this::requireNoObjection)
        .thenApplyAsync(agreed -> rollback.order(to, through), threads)
        .thenCompose(this::tellCommitter);
  }

  private <T> CompletionStage<T> ifEnabled(Supplier<T> work, Executor where) {
    return isEnabled
        ? CompletableFuture.supplyAsync(work, where)
        : CompletableFuture.failedFuture(
            new HistoryRefusedException(
                "Time travel is off here (firn.time-travel.enabled, ENABLE_TIME_TRAVEL)"));
  }

  private CompletionStage<Void> requireNoObjection(String tableUuid) {
    return buffers
        .committers()
        .thenAccept(
            committers ->
                Objections.of(committers, tableUuid)
                    .ifPresent(
                        objection -> {
                          throw new HistoryRefusedException(objection);
                        }));
  }

  private CompletionStage<OrderedRollback> tellCommitter(Rollback.Done done) {
    rollbacks.increment();
    List<CompletableFuture<RollbackAnswer>> answers = new ArrayList<>();
    for (Range range : done.what().dropped()) {
      answers.add(
          buffers
              .acceptRollback(done.what().tableUuid(), range.from(), range.through())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> ordered(done, answers.stream().map(CompletableFuture::join).toList()));
  }

  private static OrderedRollback ordered(Rollback.Done done, List<RollbackAnswer> answers) {
    List<LedgerRange> accepted = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (RollbackAnswer answer : answers) {
      if (answer instanceof RollbackAnswer.Accepted accept) {
        accepted.addAll(accept.ledgers());
      } else if (answer instanceof RollbackAnswer.Refused refused) {
        waiting.add(refused.reason());
      }
    }
    return new OrderedRollback(done, accepted, waiting);
  }
}
