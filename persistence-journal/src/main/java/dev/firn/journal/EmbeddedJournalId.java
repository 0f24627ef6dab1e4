package dev.firn.journal;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.ExtensionIdProvider;

/** Key of {@link EmbeddedJournal} among an actor system's extensions. */
final class EmbeddedJournalId extends AbstractExtensionId<EmbeddedJournal>
    implements ExtensionIdProvider {

  static final EmbeddedJournalId INSTANCE = new EmbeddedJournalId();

  private EmbeddedJournalId() {}

  @Override
  public EmbeddedJournal createExtension(ExtendedActorSystem system) {
    return EmbeddedJournal.create(system);
  }

  @Override
  public EmbeddedJournalId lookup() {
    return INSTANCE;
  }
}
