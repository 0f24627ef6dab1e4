package dev.firn.journal.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalProfile;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** The journal in a schema of a private server. */
record PostgresProfile(PrivatePostgres server, String schema) implements JournalProfile {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  static PostgresProfile inOwnSchema() {
    return inOwnSchema(PrivatePostgres.shared());
  }

  static PostgresProfile inOwnSchema(PrivatePostgres server) {
    return new PostgresProfile(server, "test_" + SCHEMAS.incrementAndGet());
  }

  @Override
  public Config config(String settings) {
    return ConfigFactory.parseString(settings)
        .withFallback(ConfigFactory.parseString(own()))
        .withFallback(ConfigFactory.parseResources("test.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private String own() {
    return """
    firn.journal.postgres {
      url = "%s"
      password-file = "%s"
      schema = "%s"
    }
    pekko.persistence.journal.plugin = "firn.journal.postgres"
    pekko.persistence.snapshot-store.plugin = "firn.journal.postgres.snapshot"
    """
        .formatted(server.url(), server.passwordFile(), schema);
  }

  @Override
  public String queryPlugin() {
    return PostgresReadJournal.IDENTIFIER;
  }

  @Override
  public String smallPages() {
    return "firn.journal.postgres.page-bytes = 1000";
  }

  @Override
  public String requiresSnapshot() {
    return "firn.journal.postgres.recovery.require-snapshot = on";
  }

  @Override
  public String smallBudget() {
    return """
    firn.journal {
      max-bytes = 2 MiB
      postgres.full {
        headroom = 1 MiB, refusable-manifests = [""], essential-ids = [committer]
      }
    }
    """;
  }

  @Override
  public JournalHealth health(ClassicActorSystemProvider system) {
    return PostgresJournal.get(system);
  }
}
