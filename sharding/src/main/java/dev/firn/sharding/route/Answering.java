package dev.firn.sharding.route;

import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.route.Lane.Offer;
import java.util.BitSet;

/** From the answer of a partition to those of the requests that were in the batch. */
final class Answering {
  private Answering() {}

  static void answer(Departure departure, AppendResult result) {
    if (result instanceof Appended appended) {
      share(departure, appended);
    } else if (result instanceof Refused refused) {
      departure.answerAll(refusal(departure, refused));
    }
  }

  /** After a second attempt nobody knows whether the first is still on its way. */
  private static StoreOutcome refusal(Departure departure, Refused refused) {
    return departure.attempt() == 1
        ? new StoreOutcome.Busy(refused.retryAfter(), refused.reason())
        : new StoreOutcome.Unknown(refused.reason());
  }

  /** Shares the batch's duplicates out to the requests that brought them. */
  private static void share(Departure departure, Appended appended) {
    Position position = new Position(departure.lane().id(), appended.epoch(), appended.append());
    BitSet duplicates = appended.duplicates();
    int first = 0;
    for (Offer offer : departure.offers()) {
      int rows = offer.rows().count();
      int repeated = duplicates.isEmpty() ? 0 : duplicates.get(first, first + rows).cardinality();
      offer.answer().complete(new StoreOutcome.Stored(position, rows - repeated, repeated));
      first += rows;
    }
  }
}
