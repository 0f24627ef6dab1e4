package dev.firn.sharding.route;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.route.Lane.Offer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The lanes of a node, and which of them gather rows for a while. Owned by the router. */
final class Lanes {
  private final RouterSettings settings;
  private final ScheduledExecutorService clock;
  private final Runnable lingerOver;
  private final Consumer<Departure> departs;
  private final Map<PartitionKey, Lane> lanes = new HashMap<>();
  private final Set<Lane> gathering = new LinkedHashSet<>();
  private boolean isLingering;

  /**
   * @param lingerOver run on any thread when {@link #onLingerOver} is to be called
   * @param departs takes over what may go
   */
  Lanes(
      RouterSettings settings,
      ScheduledExecutorService clock,
      Runnable lingerOver,
      Consumer<Departure> departs) {
    this.settings = settings;
    this.clock = clock;
    this.lingerOver = lingerOver;
    this.departs = departs;
  }

  void add(EventRouter.Store part, long now) {
    Lane lane =
        lanes.computeIfAbsent(
            part.rows().partition(), key -> new Lane(key, settings.linger().toNanos(), now));
    lane.add(new Offer(part.rows(), part.answer(), now));
    departOrGather(lane, now);
  }

  void departOrGather(Lane lane, long now) {
    if (!lane.isGathering()) {
      return;
    }
    long wait = lane.departsAt(settings.maxBatchBytes()) - now;
    if (wait <= 0) {
      depart(lane, now);
    } else {
      gathering.add(lane);
      linger(wait);
    }
  }

  private void linger(long nanos) {
    if (!isLingering) {
      isLingering = true;
      ScheduledFuture<?> unused = clock.schedule(lingerOver, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Everything that gathered goes at once, so that the journal can sync it together. */
  void onLingerOver(long now) {
    isLingering = false;
    List<Lane> due = new ArrayList<>(gathering);
    due.forEach(lane -> depart(lane, now));
  }

  private void depart(Lane lane, long now) {
    gathering.remove(lane);
    if (lane.isGathering()) {
      long batchId = ThreadLocalRandom.current().nextLong();
      departs.accept(lane.depart(batchId, now, settings.maxBatchBytes(), settings.maxBatchRows()));
    }
  }

  /** Rows behind a batch that a partition does not answer hold memory, and somebody who waits. */
  void expire(long now) {
    StoreOutcome.Busy busy =
        new StoreOutcome.Busy(settings.retryAfter(), "the partition is slow to answer");
    long offeredBefore = now - settings.giveUpAfter().toNanos();
    for (Lane lane : lanes.values()) {
      lane.expire(offeredBefore).forEach(offer -> offer.answer().complete(busy));
    }
  }

  void forgetIdle(long now) {
    lanes.values().removeIf(lane -> lane.isForgettable(now));
  }

  void abandon(StoreOutcome outcome) {
    lanes.values().forEach(lane -> lane.abandon(outcome));
  }
}
