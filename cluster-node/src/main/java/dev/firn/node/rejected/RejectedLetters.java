package dev.firn.node.rejected;

import dev.firn.catalog.rejected.EventIdentity;
import dev.firn.catalog.rejected.RejectedEvents;
import dev.firn.catalog.rejected.RejectedEvents.Letters;
import dev.firn.catalog.rejected.RejectedFilter;
import dev.firn.events.DeadLetter;
import dev.firn.sharding.EventBuffers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters of an installation, as a node's operators work with them. Thread-safe. */
public final class RejectedLetters {
  private static final Logger LOG = LoggerFactory.getLogger(RejectedLetters.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RejectedEvents rejected;
  private final EventBuffers buffers;
  private final Executor threads;
  private @Nullable Redrive newest;

  /**
   * @param threads for what blocks
   */
  public RejectedLetters(RejectedEvents rejected, EventBuffers buffers, Executor threads) {
    this.rejected = rejected;
    this.buffers = buffers;
    this.threads = threads;
  }

  /** Some of those that fit, in no order. */
  public CompletionStage<List<ListedLetter>> list(RejectedFilter filter, int most) {
    return CompletableFuture.supplyAsync(() -> read(filter, most), threads);
  }

  private List<ListedLetter> read(RejectedFilter filter, int most) {
    try (Letters letters = rejected.read(filter)) {
      List<DeadLetter> some = letters.next(most);
      Set<EventIdentity> written =
          rejected.written(some.stream().map(EventIdentity::of).collect(Collectors.toSet()));
      return some.stream()
          .map(letter -> new ListedLetter(letter, written.contains(EventIdentity.of(letter))))
          .toList();
    }
  }

  /** Begins to take in again what fits; empty where this node is at it already. */
  public CompletionStage<Optional<RedriveReport>> redrive(RejectedFilter filter) {
    return CompletableFuture.supplyAsync(() -> begin(filter), threads);
  }

  private synchronized Optional<RedriveReport> begin(RejectedFilter filter) {
    Redrive before = newest;
    if (before != null && before.report().state() == RedriveReport.State.RUNNING) {
      return Optional.empty();
    }
    Redrive redrive =
        new Redrive(
            UUID.randomUUID().toString(),
            rejected,
            buffers,
            threads,
            rejected.read(filter),
            PATIENCE);
    newest = redrive;
    LOG.info("redrive begins id={} filter={}", redrive.report().id(), filter);
    CompletionStage<Void> unused =
        redrive.run().thenAccept(report -> LOG.info("redrive ended report={}", report));
    return Optional.of(redrive.report());
  }

  /** How the newest redrive of this node stands, where it has this id. */
  public synchronized Optional<RedriveReport> report(String id) {
    return Optional.ofNullable(newest)
        .map(Redrive::report)
        .filter(report -> report.id().equals(id));
  }
}
