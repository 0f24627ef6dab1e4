package dev.firn.sharding.cluster;

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
  private volatile Optional<String> noRoom = Optional.empty();
  private volatile boolean areTrimsFailing;

  @Override
  public Instant instant() {
    return Instant.now().plus(clockOffset);
  }

  @Override
  public Optional<String> refusal() {
    return noRoom;
  }

  void setClock(Duration offset) {
    clockOffset = offset;
  }

  void fillJournal(boolean full) {
    noRoom = full ? Optional.of("journal full") : Optional.empty();
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
