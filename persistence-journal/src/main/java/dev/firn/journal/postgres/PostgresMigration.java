package dev.firn.journal.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/**
 * Makes or updates the tables and the grants of {@code firn.journal.postgres.ingest-role}, for
 * operators whose nodes may not: runs as the owner, before the nodes.
 */
public final class PostgresMigration {

  private PostgresMigration() {}

  /** What was done, in a sentence. Throws {@link IllegalArgumentException} with advice. */
  public static String run(Config root) {
    PostgresJournalSettings settings =
        PostgresJournalSettings.from(
            ConfigFactory.parseString("firn.journal.postgres.migrate = on").withFallback(root));
    try (Connections connections = DatabaseStart.connect(settings)) {
      DatabaseStart.run(connections, () -> new Schema(settings).grant(connections));
    }
    return "the journal's schema %s is ready%s"
        .formatted(
            settings.schema(),
            settings.ingestRole().isEmpty() ? "" : " for role " + settings.ingestRole());
  }
}
