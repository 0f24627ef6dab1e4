package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Planned;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Reads a plan back from the journal, for its list of files. */
public final class PlanJournal {
  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery query;

  /**
   * @param queryPlugin id of the journal's read side
   */
  public PlanJournal(ActorSystem<?> system, String queryPlugin) {
    this.system = system;
    this.query =
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, queryPlugin);
  }

  /** Fails where there is no plan at this place of the journal; never throws. */
  CompletionStage<Planned> read(String persistenceId, long sequenceNumber) {
    return Source.lazySource(
            () -> query.currentEventsByPersistenceId(persistenceId, sequenceNumber, sequenceNumber))
        .map(EventEnvelope::event)
        .runWith(Sink.seq(), system)
        .thenApply(events -> plan(events, sequenceNumber));
  }

  private static Planned plan(List<Object> events, long sequenceNumber) {
    if (events.size() == 1 && events.get(0) instanceof Planned plan) {
      return plan;
    }
    throw new IllegalStateException(
        "The journal has lost plan " + sequenceNumber + "; there it has " + events.size());
  }
}
