package dev.firn.journal.postgres;

import dev.firn.journal.PayloadSerialization;
import dev.firn.journal.StoredRecord;
import dev.firn.journal.postgres.EventPage.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentLastSequenceNumberByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The read journal: bounded range reads by id and sequence number, and the ids. Streams read a page
 * when there is demand for it, and no connection is held between pages. Event adapters are not
 * applied: events are what the write side stored.
 */
public final class PostgresReadJournal
    implements ReadJournal,
        CurrentEventsByPersistenceIdQuery,
        CurrentPersistenceIdsQuery,
        CurrentLastSequenceNumberByPersistenceIdQuery {

  /** Id of the plugin for {@code PersistenceQuery.getReadJournalFor}. */
  public static final String IDENTIFIER = "firn.journal.postgres.query";

  private static final int IDS_PER_PAGE = 500;

  private final EventReads reads;
  private final PayloadSerialization serialization;
  private final Executor executor;

  PostgresReadJournal(ExtendedActorSystem system) {
    this.reads = new EventReads(PostgresJournal.get(system));
    this.serialization = new PayloadSerialization(system);
    this.executor = system.dispatchers().lookup("firn.journal.postgres.query-dispatcher");
  }

  /**
   * The stored events from..to, both inclusive, as of when the stream starts. Fails with {@link
   * dev.firn.journal.EventsTruncatedException} when events of the range are truncated while it
   * runs, and with {@link dev.firn.journal.JournalCorruptedException} when one is damaged or
   * missing.
   */
  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return Source.unfoldAsync(
            EventPage.START,
            last ->
                !last.isStart() && last.isLast()
                    ? end()
                    : page(() -> read(persistenceId, fromSequenceNr, toSequenceNr, last)))
        .mapConcat(page -> envelopes(persistenceId, page));
  }

  private EventPage read(String persistenceId, long from, long to, EventPage last) {
    return last.isStart()
        ? reads.first(persistenceId, from, to, Long.MAX_VALUE)
        : reads.next(persistenceId, last, Long.MAX_VALUE);
  }

  private static CompletionStage<Optional<Pair<EventPage, EventPage>>> end() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletionStage<Optional<Pair<EventPage, EventPage>>> page(Supplier<EventPage> read) {
    return async(read).thenApply(page -> Optional.of(Pair.create(page, page)));
  }

  private List<EventEnvelope> envelopes(String persistenceId, EventPage page) {
    return page.rows().stream().map(row -> envelope(persistenceId, row)).toList();
  }

  private EventEnvelope envelope(String persistenceId, Row row) {
    long sequenceNr = row.sequenceNr();
    StoredRecord stored = row.stored();
    PersistentRepr event = serialization.toEvent(persistenceId, sequenceNr, stored);
    return EventEnvelope.apply(
        Offset.sequence(sequenceNr),
        persistenceId,
        sequenceNr,
        event.payload(),
        stored.timestamp(),
        event.metadata());
  }

  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return Source.unfoldAsync(
            "",
            last ->
                async(() -> reads.idsAfter(last, IDS_PER_PAGE))
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<String, List<String>>>empty()
                                : Optional.of(Pair.create(page.get(page.size() - 1), page))))
        .mapConcat(page -> page);
  }

  @Override
  public CompletionStage<Optional<Long>> currentLastSequenceNumberByPersistenceId(
      String persistenceId) {
    return async(() -> reads.highest(persistenceId));
  }

  private <T> CompletionStage<T> async(Supplier<T> read) {
    return CompletableFuture.supplyAsync(read, executor);
  }
}
