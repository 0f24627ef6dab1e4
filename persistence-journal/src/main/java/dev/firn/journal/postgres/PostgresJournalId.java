package dev.firn.journal.postgres;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.ExtensionIdProvider;

/** Key of {@link PostgresJournal} among an actor system's extensions. */
final class PostgresJournalId extends AbstractExtensionId<PostgresJournal>
    implements ExtensionIdProvider {

  static final PostgresJournalId INSTANCE = new PostgresJournalId();

  private PostgresJournalId() {}

  @Override
  public PostgresJournal createExtension(ExtendedActorSystem system) {
    return PostgresJournal.create(system);
  }

  @Override
  public PostgresJournalId lookup() {
    return INSTANCE;
  }
}
