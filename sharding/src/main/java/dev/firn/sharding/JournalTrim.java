package dev.firn.sharding;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Port to the journal's housekeeping, which Pekko's typed API does not offer. Repeating a call is
 * harmless; a failed stage means that some of it may still be there.
 */
public interface JournalTrim {

  /**
   * Deletes the events up to and including the sequence number, and the snapshots before {@code
   * snapshot}.
   */
  CompletionStage<Done> trim(String persistenceId, long toSequenceNumber, long snapshot);
}
