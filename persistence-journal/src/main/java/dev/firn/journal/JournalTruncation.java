package dev.firn.journal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * Deletes events that are in a committed file. Pekko's typed API deletes only behind snapshots and
 * by count, so this asks the plugins with Pekko's own internal messages, which every journal and
 * snapshot plugin understands. Internal API of Pekko is used in this class and nowhere else.
 */
public final class JournalTruncation {

  private final ActorRef journal;
  private final ActorRef snapshots;
  private final Duration timeout;

  private JournalTruncation(ActorRef journal, ActorRef snapshots, Duration timeout) {
    this.journal = journal;
    this.snapshots = snapshots;
    this.timeout = timeout;
  }

  /** For the default journal and snapshot plugins of the actor system. */
  public static JournalTruncation create(ClassicActorSystemProvider system, Duration timeout) {
    Persistence persistence = Persistence.lookup().get(system);
    return new JournalTruncation(
        persistence.journalFor("", com.typesafe.config.ConfigFactory.empty()),
        persistence.snapshotStoreFor("", com.typesafe.config.ConfigFactory.empty()),
        timeout);
  }

  /**
   * Deletes the events of the id up to {@code toSequenceNr}, inclusive. May be asked again after a
   * failure; the highest sequence number is kept.
   */
  public CompletionStage<Done> deleteTo(String persistenceId, long toSequenceNr) {
    return Patterns.askWithReplyTo(
            journal,
            (ActorRef replyTo) ->
                new JournalProtocol.DeleteMessagesTo(persistenceId, toSequenceNr, replyTo),
            timeout)
        .thenCompose(JournalTruncation::outcome);
  }

  /** Deletes the snapshots of the id taken before {@code sequenceNr}; one at that number stays. */
  public CompletionStage<Done> deleteSnapshotsBefore(String persistenceId, long sequenceNr) {
    SnapshotSelectionCriteria criteria =
        SnapshotSelectionCriteria.create(sequenceNr - 1, Long.MAX_VALUE);
    return Patterns.ask(
            snapshots, new SnapshotProtocol.DeleteSnapshots(persistenceId, criteria), timeout)
        .thenCompose(JournalTruncation::outcome);
  }

  private static CompletionStage<Done> outcome(Object reply) {
    if (reply instanceof DeleteMessagesSuccess || reply instanceof DeleteSnapshotsSuccess) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    if (reply instanceof DeleteMessagesFailure failure) {
      return CompletableFuture.failedFuture(failure.cause());
    }
    if (reply instanceof DeleteSnapshotsFailure failure) {
      return CompletableFuture.failedFuture(failure.cause());
    }
    return CompletableFuture.failedFuture(
        new IllegalStateException("The journal answered a deletion with " + reply));
  }
}
