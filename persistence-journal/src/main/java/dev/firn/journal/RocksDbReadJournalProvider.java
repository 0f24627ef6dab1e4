package dev.firn.journal;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.ReadJournalProvider;

/** Makes the read journal for Java and for Scala. */
public final class RocksDbReadJournalProvider implements ReadJournalProvider {

  private final RocksDbReadJournal readJournal;

  public RocksDbReadJournalProvider(ExtendedActorSystem system) {
    this.readJournal = new RocksDbReadJournal(system);
  }

  @Override
  public org.apache.pekko.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
    return new RocksDbScalaReadJournal(readJournal);
  }

  @Override
  public RocksDbReadJournal javadslReadJournal() {
    return readJournal;
  }
}
