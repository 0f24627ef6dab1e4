package dev.firn.sharding.partition;

import dev.firn.events.AppendedBatch;
import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.UnwritableRowsException.Row;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import dev.firn.sharding.partition.PartitionEvent.RowsRejected;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Sets aside rows that can never be written: they are kept as dead letters first, append by append,
 * then their ids as a run, and only then are they journaled as gone from here, all at once. Before
 * that they are in both places, and after a crash are found and kept again, which adds nothing.
 */
final class Rejecting {

  /** Rows of one append, durable among the dead letters. */
  private static final class SetAside {
    private final long append;
    private final List<Row> rows;
    private final BitSet places = new BitSet();

    /** High and low halves alternating. */
    private final long[] ids;

    SetAside(AppendedBatch append, List<Row> rows) {
      EventBatch batch = append.batch();
      this.append = append.append();
      this.rows = rows;
      rows.forEach(row -> places.set(row.index()));
      this.ids =
          places.stream()
              .boxed()
              .flatMapToLong(row -> LongStream.of(batch.idHigh(row), batch.idLow(row)))
              .toArray();
    }

    RowsRejected event(long now) {
      String reasons =
          rows.stream().map(Row::reason).distinct().sorted().collect(Collectors.joining(","));
      return new RowsRejected(append, places, reasons, now);
    }
  }

  /**
   * Answer of the dead letters and of the store of ids.
   *
   * @param failure that kept the remaining rows from being set aside
   */
  record Kept(long life, Round round, IdRun run, Optional<Throwable> failure) implements Command {}

  record NotKept(long life, Throwable cause) implements Command {}

  /** What was found unwritable at once. Changed by one step at a time, then handed over. */
  static final class Round {
    private final List<SetAside> aside = new ArrayList<>();

    private long[] ids() {
      return aside.stream().flatMapToLong(some -> LongStream.of(some.ids)).toArray();
    }
  }

  /** Told when there is nothing more to set aside, or for now there cannot be. */
  interface Ended {
    void done(PartitionState state);

    void failed(PartitionState state, Throwable cause);
  }

  private final PartitionWork work;
  private final Committing committing;
  private final FlushWriter writer;
  private final Ended ended;
  private boolean isUnderWay;

  Rejecting(PartitionWork work, Committing committing, FlushWriter writer, Ended ended) {
    this.work = work;
    this.committing = committing;
    this.writer = writer;
    this.ended = ended;
  }

  void beginLife() {
    isUnderWay = false;
  }

  boolean isUnderWay() {
    return isUnderWay;
  }

  void begin(PartitionState state, List<Row> rows, Deduplication seen) {
    Collection<List<Row>> byAppend =
        rows.stream()
            .collect(Collectors.groupingBy(Row::append, TreeMap::new, Collectors.toList()))
            .values();
    isUnderWay = true;
    long life = work.life();
    Round round = new Round();
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (List<Row> some : byAppend) {
      Keeping keeping = new Keeping(state, some);
      all = all.thenCompose(before -> keeping.run().thenAccept(round.aside::add));
    }
    work.pipe(
        all.handle((done, failure) -> Optional.ofNullable(failure))
            .thenCompose(failure -> remember(life, round, failure, seen)),
        kept -> kept,
        cause -> new NotKept(life, cause));
  }

  /** What was kept before a failure need not be kept again. */
  private static CompletionStage<Kept> remember(
      long life, Round round, Optional<Throwable> failure, Deduplication seen) {
    return round.aside.isEmpty() && failure.isPresent()
        ? CompletableFuture.failedFuture(failure.get())
        : seen.writeRejected(round.ids()).thenApply(run -> new Kept(life, round, run, failure));
  }

  /** One append's rows on their way; what it needs of the state, it takes at once. */
  private final class Keeping {
    private final DeadLetters deadLetters;
    private final PartitionKey partition;
    private final long epoch;
    private final AppendRef ref;
    private final List<Row> rows;

    Keeping(PartitionState state, List<Row> rows) {
      this.deadLetters =
          Objects.requireNonNull(work.services.deadLetters(), "dead letters have none themselves");
      this.partition = state.partition().orElseThrow();
      this.epoch = state.epoch();
      this.rows = rows;
      this.ref =
          state
              .backlog()
              .find(rows.get(0).append())
              .orElseThrow(() -> new IllegalStateException("No such append: " + rows.get(0)));
    }

    CompletionStage<SetAside> run() {
      return writer
          .read(epoch, ref)
          .thenCompose(
              batch ->
                  deadLetters
                      .keep(partition, work.id + "#" + epoch, batch, rows)
                      .thenApply(done -> new SetAside(batch, rows)));
    }
  }

  Effect<PartitionEvent, PartitionState> onKept(PartitionState state, Kept kept) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(kept.life()) || seen == null) {
      return work.effects.none();
    }
    List<PartitionEvent> events = new ArrayList<>();
    events.add(new IdsMerged(kept.run().ref(), List.of()));
    kept.round().aside.forEach(some -> events.add(some.event(work.now())));
    return work.effects
        .persist(events)
        .thenRun(
            (PartitionState after) -> {
              isUnderWay = false;
              seen.rejected(kept.run(), kept.round().ids());
              kept.round().aside.forEach(some -> tell(after, some.rows));
              committing.rowsRejected(after);
              kept.failure()
                  .ifPresentOrElse(cause -> ended.failed(after, cause), () -> ended.done(after));
            });
  }

  private void tell(PartitionState state, List<Row> rows) {
    Map<String, Long> byReason =
        rows.stream().collect(Collectors.groupingBy(Row::reason, Collectors.counting()));
    byReason.forEach((reason, count) -> work.services.metrics().rejected(reason, count));
    Row first = rows.get(0);
    work.context
        .getLog()
        .warn(
            "rejected partition={} epoch={} append={} rows={} reasons={} first-index={} detail={}",
            work.id,
            state.epoch(),
            first.append(),
            rows.size(),
            byReason,
            first.index(),
            first.detail());
  }

  Effect<PartitionEvent, PartitionState> onNotKept(PartitionState state, NotKept failed) {
    if (!work.isOfThisLife(failed.life())) {
      return work.effects.none();
    }
    isUnderWay = false;
    ended.failed(state, failed.cause());
    return work.effects.none();
  }
}
