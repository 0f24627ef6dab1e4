package dev.firn.sharding.route;

import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Batches that are under way until they are answered, sent again under the same id where that takes
 * long, and given up in the end. Owned by the router.
 */
final class UnderWay {
  private final RouterSettings settings;
  private final BatchSender sender;
  private final Consumer<Lane> arrived;
  private final Map<Long, Departure> departures = new HashMap<>();
  private final List<Departure> departing = new ArrayList<>();

  /**
   * @param arrived told of a lane whose batch is answered
   */
  UnderWay(RouterSettings settings, BatchSender sender, Consumer<Lane> arrived) {
    this.settings = settings;
    this.sender = sender;
    this.arrived = arrived;
  }

  /** To be sent with others by {@link #sendTogether}. */
  void add(Departure departure) {
    departures.put(departure.batchId(), departure);
    departing.add(departure);
  }

  void sendTogether() {
    if (!departing.isEmpty()) {
      sender.send(departing);
      departing.clear();
    }
  }

  void onReply(AppendReply reply) {
    Departure departure = departures.remove(reply.batchId());
    if (departure != null) {
      Answering.answer(departure, reply.result());
      arrived.accept(departure.lane());
    }
  }

  /**
   * What a partition was told while it stopped, nobody has; it is started again for it. But only
   * once at once: a batch that stops partitions must not keep a node busy.
   */
  void onStopped(String partition, long now) {
    for (Departure departure : departures.values()) {
      if (departure.isSentOnceTo(partition)) {
        tryAgain(departure, now);
      }
    }
  }

  private void tryAgain(Departure departure, long now) {
    departure.triedAgain(now);
    sender.sendThroughRegion(departure);
  }

  void retryOrGiveUp(long now) {
    List.copyOf(departures.values()).forEach(departure -> retryOrGiveUp(departure, now));
  }

  private void retryOrGiveUp(Departure departure, long now) {
    if (departure.isOlderThan(settings.giveUpAfter().toNanos(), now)) {
      giveUp(departure, "the partition did not answer in time");
    } else if (departure.batch() != null
        && departure.isUnansweredFor(settings.retryAfter().toNanos(), now)) {
      tryAgain(departure, now);
    }
  }

  void giveUp(Departure departure, String reason) {
    if (departures.remove(departure.batchId()) != null) {
      departure.answerAll(new StoreOutcome.Unknown(reason));
      arrived.accept(departure.lane());
    }
  }
}
