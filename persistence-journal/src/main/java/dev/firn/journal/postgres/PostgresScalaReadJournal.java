package dev.firn.journal.postgres;

import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.scaladsl.ReadJournal;
import org.apache.pekko.stream.scaladsl.Source;

/** The same queries with Scala's streams, which the provider has to offer too. */
public final class PostgresScalaReadJournal
    implements ReadJournal, CurrentEventsByPersistenceIdQuery, CurrentPersistenceIdsQuery {

  private final PostgresReadJournal readJournal;

  PostgresScalaReadJournal(PostgresReadJournal readJournal) {
    this.readJournal = readJournal;
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return readJournal
        .currentEventsByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr)
        .asScala();
  }

  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return readJournal.currentPersistenceIds().asScala();
  }
}
