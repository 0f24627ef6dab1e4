package dev.firn.sharding.cluster;

import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalStatus;
import dev.firn.sharding.JournalSpace;
import dev.firn.sharding.JournalTrim;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;

/** What a test may change around a node while it runs. */
final class Circumstances implements InstantSource, JournalSpace {
  private final AtomicInteger trims = new AtomicInteger();
  private volatile Duration clockOffset = Duration.ZERO;
  private volatile JournalSpace room = JournalSpace.UNBOUNDED;
  private volatile boolean areTrimsFailing;

  @Override
  public Instant instant() {
    return Instant.now().plus(clockOffset);
  }

  @Override
  public Optional<String> refusal() {
    return room.refusal();
  }

  void setClock(Duration offset) {
    clockOffset = offset;
  }

  void fillJournal(boolean full) {
    room = full ? () -> Optional.of("journal full") : JournalSpace.UNBOUNDED;
  }

  /** The room of a real journal counts. */
  void watch(JournalHealth journal) {
    room =
        () ->
            journal.state() == JournalStatus.State.WRITABLE
                ? Optional.empty()
                : Optional.of("journal " + journal.state());
  }

  void failTrims(boolean failing) {
    areTrimsFailing = failing;
  }

  /** Deletions that were tried. */
  int trims() {
    return trims.get();
  }

  JournalTrim over(JournalTrim journal) {
    return (persistenceId, to, snapshot) -> {
      trims.incrementAndGet();
      CompletionStage<Done> refused =
          CompletableFuture.failedFuture(new IllegalStateException("the disk is slow"));
      return areTrimsFailing ? refused : journal.trim(persistenceId, to, snapshot);
    };
  }
}
