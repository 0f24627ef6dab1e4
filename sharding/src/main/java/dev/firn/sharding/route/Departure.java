package dev.firn.sharding.route;

import dev.firn.events.EventBatch;
import dev.firn.events.RowBlock;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.route.Lane.Offer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch under way to its partition. Owned by the router, but for the encoded form, which the
 * thread that encodes sets.
 */
final class Departure {
  private final Lane lane;
  private final long batchId;
  private final List<Offer> offers;
  private final long departedAt;
  private volatile @Nullable EventBatch batch;
  private int attempt = 1;
  private long lastTryAt;

  Departure(Lane lane, long batchId, List<Offer> offers, long now) {
    this.lane = lane;
    this.batchId = batchId;
    this.offers = offers;
    this.departedAt = now;
    this.lastTryAt = now;
  }

  Lane lane() {
    return lane;
  }

  long batchId() {
    return batchId;
  }

  List<Offer> offers() {
    return offers;
  }

  long sizeInBytes() {
    long bytes = 0;
    for (Offer offer : offers) {
      bytes += offer.rows().sizeInBytes();
    }
    return bytes;
  }

  /** Makes the form that travels. */
  EventBatch encode() {
    List<RowBlock> blocks = offers.stream().map(Offer::rows).toList();
    EventBatch encoded = EventBatch.of(lane.partition(), blocks);
    batch = encoded;
    return encoded;
  }

  /** Null until it has been encoded. */
  @Nullable EventBatch batch() {
    return batch;
  }

  int attempt() {
    return attempt;
  }

  boolean isSentOnceTo(String partition) {
    return attempt == 1 && batch != null && lane.id().equals(partition);
  }

  boolean isOlderThan(long nanos, long now) {
    return now - departedAt > nanos;
  }

  boolean isUnansweredFor(long nanos, long now) {
    return now - lastTryAt > nanos;
  }

  void triedAgain(long now) {
    attempt++;
    lastTryAt = now;
  }

  void answerAll(StoreOutcome outcome) {
    offers.forEach(offer -> offer.answer().complete(outcome));
  }
}
