package dev.firn.sharding.partition;

import dev.firn.events.AppendedBatch;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;

/** Reads appends back from the journal: a bounded range of one partition, in order. */
public final class AppendJournal {
  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery query;

  /**
   * @param queryPlugin id of the journal's read side
   */
  public AppendJournal(ActorSystem<?> system, String queryPlugin) {
    this.system = system;
    this.query =
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, queryPlugin);
  }

  /** Fails with an {@link UnreadableAppendsException}. */
  CompletionStage<List<AppendedBatch>> read(String persistenceId, long from, long to) {
    List<AppendedBatch> batches = new ArrayList<>();
    return forEach(
            persistenceId,
            from,
            to,
            event ->
                batches.add(new AppendedBatch(event.append(), event.batch(), event.duplicates())))
        .thenApply(done -> batches);
  }

  /**
   * Hands each append to the consumer, one after the other, on a stream's thread. Fails with an
   * {@link UnreadableAppendsException}.
   */
  CompletionStage<Void> forEach(
      String persistenceId, long from, long to, Consumer<EventsAppended> consumer) {
    return query
        .currentEventsByPersistenceId(persistenceId, from, to)
        .runForeach(
            envelope -> {
              if (envelope.event() instanceof EventsAppended event) {
                consumer.accept(event);
              }
            },
            system)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                throw new UnreadableAppendsException(persistenceId, from, to, failure);
              }
              return null;
            });
  }
}
