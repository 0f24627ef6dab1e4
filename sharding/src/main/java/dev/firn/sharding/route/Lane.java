package dev.firn.sharding.route;

import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.StoreOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rows on their way to one partition: one batch that the partition is taking in, and those that
 * gather meanwhile. Owned by the router.
 */
final class Lane {

  /** Rows of one request and who waits for them. */
  record Offer(RowBlock rows, CompletableFuture<StoreOutcome> answer, long offeredAt) {}

  /** A batch under way. The encoded form is set by the thread that encodes it. */
  static final class InFlight {
    final long batchId;
    final List<Offer> offers;
    final long sentAt;
    volatile @Nullable EventBatch batch;
    int attempt = 1;
    long lastTryAt;

    InFlight(long batchId, List<Offer> offers, long now) {
      this.batchId = batchId;
      this.offers = offers;
      this.sentAt = now;
      this.lastTryAt = now;
    }

    List<RowBlock> blocks() {
      return offers.stream().map(Offer::rows).toList();
    }

    void answerAll(StoreOutcome outcome) {
      offers.forEach(offer -> offer.answer().complete(outcome));
    }
  }

  private final PartitionKey partition;
  private final String id;
  private final ArrayDeque<Offer> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable InFlight inFlight;

  Lane(PartitionKey partition) {
    this.partition = partition;
    this.id = partition.id();
  }

  PartitionKey partition() {
    return partition;
  }

  String id() {
    return id;
  }

  void add(Offer offer) {
    waiting.addLast(offer);
    waitingBytes += offer.rows().sizeInBytes();
  }

  boolean isIdle() {
    return inFlight == null && waiting.isEmpty();
  }

  @Nullable InFlight inFlight() {
    return inFlight;
  }

  /**
   * Whether a batch may go: the partition is free, and rows have gathered long enough or enough.
   */
  boolean isReady(long now, long lingerNanos, int enoughBytes) {
    Offer oldest = waiting.peekFirst();
    return inFlight == null
        && oldest != null
        && (waitingBytes >= enoughBytes || now - oldest.offeredAt() >= lingerNanos);
  }

  /** Makes the next batch of what waits, within bounds, but at least one request's rows. */
  InFlight depart(long batchId, long now, int mostBytes, int mostRows) {
    List<Offer> offers = new ArrayList<>();
    long bytes = 0;
    int rows = 0;
    Offer next = waiting.peekFirst();
    while (next != null) {
      bytes += next.rows().sizeInBytes();
      rows += next.rows().count();
      if (!offers.isEmpty() && (bytes > mostBytes || rows > mostRows)) {
        break;
      }
      waitingBytes -= next.rows().sizeInBytes();
      offers.add(waiting.removeFirst());
      next = waiting.peekFirst();
    }
    InFlight departed = new InFlight(batchId, offers, now);
    inFlight = departed;
    return departed;
  }

  /** Takes out the rows that have waited since before a moment. */
  List<Offer> expire(long offeredBefore) {
    List<Offer> expired = new ArrayList<>();
    Offer oldest = waiting.peekFirst();
    while (oldest != null && oldest.offeredAt() - offeredBefore < 0) {
      waitingBytes -= oldest.rows().sizeInBytes();
      expired.add(waiting.removeFirst());
      oldest = waiting.peekFirst();
    }
    return expired;
  }

  void arrived() {
    inFlight = null;
  }
}
