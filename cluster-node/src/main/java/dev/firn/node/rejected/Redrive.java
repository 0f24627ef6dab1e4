package dev.firn.node.rejected;

import dev.firn.catalog.rejected.EventIdentity;
import dev.firn.catalog.rejected.RejectedEvents;
import dev.firn.catalog.rejected.RejectedEvents.Letters;
import dev.firn.events.DeadLetter;
import dev.firn.events.FailureText;
import dev.firn.events.PartitionKey;
import dev.firn.node.rejected.RedriveReport.State;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.Whereabouts.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Takes dead letters in again, page by page and under the identity that each had. Their partitions
 * know what of them was taken in since: whatever is stopped in between, to redrive again is safe.
 */
final class Redrive {
  private static final int PAGE = 2_000;
  private static final int BATCH_BYTES = 1 << 20;

  private final RejectedEvents rejected;
  private final EventBuffers buffers;
  private final PatientStore store;
  private final Executor threads;
  private final Letters letters;
  private final Duration patience;
  private final Originals originals = new Originals();
  private volatile RedriveReport report;

  /** Of one partition, stored as one batch. */
  private record Driven(List<Original> originals, StoreOutcome outcome) {}

  private record Settled(Original original, Whereabouts whereabouts) {}

  /**
   * @param threads for what blocks
   * @param patience for the commit of a page
   */
  Redrive(
      String id,
      RejectedEvents rejected,
      EventBuffers buffers,
      Executor threads,
      Letters letters,
      Duration patience) {
    this.rejected = rejected;
    this.buffers = buffers;
    this.store = new PatientStore(buffers, threads);
    this.threads = threads;
    this.letters = letters;
    this.patience = patience;
    this.report = RedriveReport.begin(id);
  }

  RedriveReport report() {
    return report;
  }

  /** One step after the other; nothing else changes the report. */
  private void note(RedriveTally more) {
    report = report.plus(more);
  }

  CompletionStage<RedriveReport> run() {
    return nextPage()
        .handle(
            (done, failure) -> {
              letters.close();
              report =
                  failure == null
                      ? report.ended(State.DONE, "")
                      : report.ended(State.FAILED, FailureText.of(failure));
              return report;
            });
  }

  private CompletionStage<Void> nextPage() {
    return CompletableFuture.supplyAsync(() -> letters.next(PAGE), threads)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? atEnd()
                    : drive(page).thenComposeAsync(done -> nextPage(), threads));
  }

  private CompletionStage<Void> atEnd() {
    note(RedriveTally.read(0, 0, originals.takeUnreadable(true)));
    return CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> drive(List<DeadLetter> page) {
    return CompletableFuture.supplyAsync(() -> notWritten(page), threads)
        .thenCompose(this::storeAll)
        .thenCompose(this::settle)
        .thenAcceptAsync(this::compare, threads);
  }

  /** Beyond the dedup window the partition would not know an event that is in the table. */
  private List<Original> notWritten(List<DeadLetter> page) {
    List<Original> all = originals.of(page);
    Set<EventIdentity> written = written(all);
    List<Original> open =
        all.stream().filter(original -> !written.contains(original.identity())).toList();
    note(
        RedriveTally.read(
            page.size(), (long) all.size() - open.size(), originals.takeUnreadable(false)));
    return open;
  }

  private Set<EventIdentity> written(List<Original> some) {
    return rejected.written(some.stream().map(Original::identity).collect(Collectors.toSet()));
  }

  private CompletionStage<List<Driven>> storeAll(List<Original> open) {
    return all(
        batches(open).stream()
            .map(batch -> store.store(batch).thenApply(outcome -> new Driven(batch, outcome)))
            .toList());
  }

  private static List<List<Original>> batches(List<Original> open) {
    Map<PartitionKey, List<Original>> byPartition =
        open.stream()
            .collect(
                Collectors.groupingBy(
                    original -> original.block().partition(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<List<Original>> batches = new ArrayList<>();
    byPartition.values().forEach(some -> addBatches(some, batches));
    return batches;
  }

  private static void addBatches(List<Original> some, List<List<Original>> batches) {
    List<Original> batch = new ArrayList<>();
    long bytes = 0;
    for (Original original : some) {
      if (!batch.isEmpty() && bytes + original.block().sizeInBytes() > BATCH_BYTES) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(original);
      bytes += original.block().sizeInBytes();
    }
    batches.add(batch);
  }

  private CompletionStage<List<Settled>> settle(List<Driven> page) {
    List<CompletionStage<List<Settled>>> waits = new ArrayList<>();
    long taken = 0;
    long repeated = 0;
    long refused = 0;
    for (Driven driven : page) {
      if (driven.outcome() instanceof Stored stored) {
        taken += stored.accepted();
        repeated += stored.duplicates();
        waits.add(settled(driven.originals(), stored.position()));
      } else {
        refused += driven.originals().size();
      }
    }
    note(RedriveTally.stored(taken, repeated, refused));
    return all(waits).thenApply(batches -> batches.stream().flatMap(List::stream).toList());
  }

  private CompletionStage<List<Settled>> settled(List<Original> originals, Position position) {
    return buffers
        .whenCommitted(position, patience)
        .thenApply(
            whereabouts ->
                originals.stream().map(original -> new Settled(original, whereabouts)).toList());
  }

  /** An append may have been committed without this row: the table alone can tell. */
  private void compare(List<Settled> page) {
    Set<EventIdentity> written = written(page.stream().map(Settled::original).toList());
    long committed = 0;
    long again = 0;
    for (Settled settled : page) {
      if (written.contains(settled.original().identity())) {
        committed++;
      } else if (settled.whereabouts() instanceof InSnapshot
          || settled.whereabouts() instanceof Rejected) {
        again++;
      }
    }
    note(RedriveTally.settled(committed, again, page.size() - committed - again));
  }

  private static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
    List<CompletableFuture<T>> futures =
        stages.stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
  }
}
