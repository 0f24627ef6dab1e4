package dev.firn.sharding.partition;

import dev.firn.events.AppendedBatch;
import dev.firn.sharding.UnwritableRowsException.Row;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.partition.PartitionEvent.RowsRejected;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Sets aside rows that can never be written, append by append: they are kept as dead letters first,
 * and only then journaled as gone from here. Between the two they are in both places, and after a
 * crash are found and kept again, which adds nothing.
 */
final class Rejecting {

  record Kept(long life, AppendedBatch batch, List<Row> rows) implements Command {}

  record NotKept(long life, Throwable cause) implements Command {}

  /** Told when there is nothing more to set aside, or for now there cannot be. */
  interface Ended {
    void done(PartitionState state);

    void failed(PartitionState state, Throwable cause);
  }

  private final PartitionWork work;
  private final Committing committing;
  private final FlushWriter writer;
  private final Ended ended;
  private final ArrayDeque<List<Row>> appends = new ArrayDeque<>();
  private boolean isUnderWay;

  Rejecting(PartitionWork work, Committing committing, FlushWriter writer, Ended ended) {
    this.work = work;
    this.committing = committing;
    this.writer = writer;
    this.ended = ended;
  }

  void beginLife() {
    appends.clear();
    isUnderWay = false;
  }

  boolean isUnderWay() {
    return isUnderWay;
  }

  void begin(PartitionState state, List<Row> rows) {
    Map<Long, List<Row>> byAppend =
        rows.stream()
            .collect(Collectors.groupingBy(Row::append, TreeMap::new, Collectors.toList()));
    appends.addAll(byAppend.values());
    isUnderWay = true;
    next(state);
  }

  private void next(PartitionState state) {
    List<Row> rows = appends.poll();
    if (rows == null) {
      isUnderWay = false;
      ended.done(state);
      return;
    }
    DeadLetters deadLetters =
        Objects.requireNonNull(work.services.deadLetters(), "dead letters have none themselves");
    long life = work.life();
    AppendRef ref =
        state
            .backlog()
            .find(rows.get(0).append())
            .orElseThrow(() -> new IllegalStateException("No such append: " + rows.get(0)));
    work.pipe(
        writer
            .read(state.epoch(), ref)
            .thenCompose(
                batch ->
                    deadLetters
                        .keep(
                            state.partition().orElseThrow(),
                            work.id + "#" + state.epoch(),
                            batch,
                            rows)
                        .thenApply(done -> batch)),
        batch -> new Kept(life, batch, rows),
        cause -> new NotKept(life, cause));
  }

  Effect<PartitionEvent, PartitionState> onKept(PartitionState state, Kept kept) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(kept.life()) || seen == null) {
      return work.effects.none();
    }
    BitSet places = new BitSet();
    kept.rows().forEach(row -> places.set(row.index()));
    String reasons =
        kept.rows().stream().map(Row::reason).distinct().sorted().collect(Collectors.joining(","));
    return work.effects
        .persist(new RowsRejected(kept.batch().append(), places, reasons, work.now()))
        .thenRun(
            (PartitionState after) -> {
              seen.forget(kept.batch().batch(), places);
              tell(after, kept.rows());
              committing.answerWaiters(after);
              next(after);
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
    appends.clear();
    isUnderWay = false;
    ended.failed(state, failed.cause());
    return work.effects.none();
  }
}
