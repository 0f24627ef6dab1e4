package dev.firn.node.lake;

import dev.firn.journal.JournalTruncation;
import dev.firn.sharding.JournalTrim;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Deletes from the journal what is in committed files. */
public final class JournalTrimming implements JournalTrim {
  private final JournalTruncation truncation;

  public JournalTrimming(JournalTruncation truncation) {
    this.truncation = truncation;
  }

  @Override
  public CompletionStage<Done> trim(String persistenceId, long toSequenceNumber, long snapshot) {
    return truncation
        .deleteTo(persistenceId, toSequenceNumber)
        .thenCompose(events -> truncation.deleteSnapshotsBefore(persistenceId, snapshot));
  }
}
