package dev.firn.journal.postgres;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.ReadJournalProvider;

/** Makes the read journal for Java and for Scala. */
public final class PostgresReadJournalProvider implements ReadJournalProvider {

  private final PostgresReadJournal readJournal;

  public PostgresReadJournalProvider(ExtendedActorSystem system) {
    this.readJournal = new PostgresReadJournal(system);
  }

  @Override
  public org.apache.pekko.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
    return new PostgresScalaReadJournal(readJournal);
  }

  @Override
  public PostgresReadJournal javadslReadJournal() {
    return readJournal;
  }
}
