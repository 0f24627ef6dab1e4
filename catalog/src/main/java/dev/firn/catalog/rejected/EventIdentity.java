package dev.firn.catalog.rejected;

import dev.firn.events.DeadLetter;
import dev.firn.events.PartitionKey;

/** What makes two events one. */
public record EventIdentity(PartitionKey partition, String tenant, String source, String id) {

  /** As far as the original could be read. */
  public static EventIdentity of(DeadLetter letter) {
    return new EventIdentity(
        letter.partition(), letter.origin().tenant(), letter.source(), letter.id());
  }
}
