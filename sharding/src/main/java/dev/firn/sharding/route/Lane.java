package dev.firn.sharding.route;

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

  private final PartitionKey partition;
  private final String id;
  private final long lingerNanos;
  private final Arrivals arrivals;
  private final ArrayDeque<Offer> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable Departure inFlight;

  Lane(PartitionKey partition, long lingerNanos, long now) {
    this.partition = partition;
    this.id = partition.id();
    this.lingerNanos = lingerNanos;
    this.arrivals = new Arrivals(lingerNanos, now);
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
    arrivals.arrived(offer.offeredAt());
  }

  boolean isIdle() {
    return inFlight == null && waiting.isEmpty();
  }

  boolean isForgettable(long now) {
    return isIdle() && now - arrivals.lastAt() > 1_000 * lingerNanos;
  }

  @Nullable Departure inFlight() {
    return inFlight;
  }

  /** Whether rows wait that nothing but other rows is to be waited for. */
  boolean isGathering() {
    return inFlight == null && !waiting.isEmpty();
  }

  /**
   * When a batch may go, as far as waiting for other rows goes: at once where enough has gathered,
   * or where the rows are likely to stay alone.
   */
  long departsAt(int enoughBytes) {
    Offer oldest = waiting.getFirst();
    boolean waits = waitingBytes < enoughBytes && arrivals.areExpectedWithin(lingerNanos);
    return waits ? oldest.offeredAt() + lingerNanos : oldest.offeredAt();
  }

  /** Makes the next batch of what waits, within bounds, but at least one request's rows. */
  Departure depart(long batchId, long now, int mostBytes, int mostRows) {
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
    Departure departure = new Departure(this, batchId, offers, now);
    inFlight = departure;
    return departure;
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

  /** Answers everybody who waits, for rows under way or not; the lane is of no use afterwards. */
  void abandon(StoreOutcome outcome) {
    if (inFlight != null) {
      inFlight.answerAll(outcome);
    }
    waiting.forEach(offer -> offer.answer().complete(outcome));
  }
}
