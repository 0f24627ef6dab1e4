package dev.firn.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentLastSequenceNumberByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The read journal: bounded range reads by id and sequence number, and the ids. Streams read a page
 * when there is demand for it. Event adapters are not applied: events are what the write side
 * stored.
 */
public final class RocksDbReadJournal
    implements ReadJournal,
        CurrentEventsByPersistenceIdQuery,
        CurrentPersistenceIdsQuery,
        CurrentLastSequenceNumberByPersistenceIdQuery {

  /** Id of the plugin for {@code PersistenceQuery.getReadJournalFor}. */
  public static final String IDENTIFIER = "firn.journal.embedded.query";

  private static final int IDS_PER_PAGE = 500;

  private final EmbeddedJournal journal;
  private final PayloadSerialization serialization;
  private final Executor executor;

  RocksDbReadJournal(ExtendedActorSystem system) {
    this.journal = EmbeddedJournal.get(system);
    this.serialization = new PayloadSerialization(system);
    this.executor = system.dispatchers().lookup("firn.journal.embedded.query-dispatcher");
  }

  /**
   * The stored events from..to, both inclusive, as of when the stream starts. Fails with {@link
   * EventsTruncatedException} when events of the range are truncated while it runs, and with {@link
   * JournalCorruptedException} when one is damaged or missing.
   */
  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    EventPages pages = new EventPages(journal, serialization, persistenceId);
    Function<EventPage, EventPage> read =
        last -> last.isStart() ? pages.first(fromSequenceNr, toSequenceNr) : pages.next(last);
    return Source.unfoldAsync(
            EventPage.START, last -> last.isLast() ? end() : page(() -> read.apply(last)))
        .mapConcat(EventPage::events);
  }

  private static CompletionStage<Optional<Pair<EventPage, EventPage>>> end() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletionStage<Optional<Pair<EventPage, EventPage>>> page(Supplier<EventPage> read) {
    return async(read).thenApply(page -> Optional.of(Pair.create(page, page)));
  }

  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return Source.unfoldAsync(
            "",
            last ->
                async(() -> journal.store().read(view -> ids(view, last)))
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<String, java.util.List<String>>>empty()
                                : Optional.of(Pair.create(page.get(page.size() - 1), page))))
        .mapConcat(page -> page);
  }

  private static java.util.List<String> ids(ReadView view, String last) {
    try (IdRange ids = view.ids()) {
      return ids.page(last, IDS_PER_PAGE);
    }
  }

  @Override
  public CompletionStage<Optional<Long>> currentLastSequenceNumberByPersistenceId(
      String persistenceId) {
    return async(
        () -> journal.store().read(view -> view.position(persistenceId)).map(Position::highest));
  }

  private <T> CompletionStage<T> async(Supplier<T> read) {
    return CompletableFuture.supplyAsync(read, executor);
  }
}
