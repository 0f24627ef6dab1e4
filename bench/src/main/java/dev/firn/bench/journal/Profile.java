package dev.firn.bench.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.bench.target.PrivatePostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** A journal that can be measured. */
enum Profile {
  /** Firn's own, in a folder. */
  EMBEDDED("firn.journal.embedded", "firn.journal.embedded.snapshot"),
  /** Firn's own, in PostgreSQL. */
  POSTGRES("firn.journal.postgres", "firn.journal.postgres.snapshot"),
  /**
   * The library pekko-persistence-jdbc as it is set by itself, in PostgreSQL, with the same fence.
   */
  PEKKO_JDBC("jdbc-journal", "jdbc-snapshot-store");

  private static final String JDBC_TABLES = "/schema/postgres/postgres-create-schema.sql";
  private static final String FENCE = "pekko-jdbc-fence.sql";

  private final String journal;
  private final String snapshots;

  Profile(String journal, String snapshots) {
    this.journal = journal;
    this.snapshots = snapshots;
  }

  boolean needsServer() {
    return this != EMBEDDED;
  }

  /** The table of events, as the server knows it. */
  String table() {
    return this == POSTGRES ? "firn_journal.event" : "public.event_journal";
  }

  /** Settings of an actor system whose journal is in the folder. */
  Config in(Path folder) {
    return whole("firn.journal.embedded.dir = \"" + folder.resolve("journal") + "\"");
  }

  /** Settings of an actor system whose journal is in the server, where what it needs is made. */
  Config on(PrivatePostgres server) throws IOException, SQLException {
    if (this == POSTGRES) {
      return whole(
          "firn.journal.postgres { url = \"%s\", user = %s, password = \"%s\" }"
              .formatted(server.url(), server.user(), server.password()));
    }
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      // Each for itself: indexes that are made concurrently cannot be made in a transaction.
      for (String part : resource(JDBC_TABLES).split(";", -1)) {
        if (!part.isBlank()) {
          statement.execute(part);
        }
      }
      statement.execute(resource(FENCE));
    }
    String slick =
        """
        slick {
          profile = "slick.jdbc.PostgresProfile$"
          db { driver = "org.postgresql.Driver", url = "%s", user = %s, password = "%s" }
        }
        """
            .formatted(server.url(), server.user(), server.password());
    return whole("jdbc-journal { %s }\njdbc-snapshot-store { %s }".formatted(slick, slick));
  }

  private Config whole(String own) {
    return ConfigFactory.parseString(own)
        .withFallback(
            ConfigFactory.parseString(
                """
                pekko {
                  loglevel = WARNING
                  actor.allow-java-serialization = off
                  persistence.journal.plugin = "%s"
                  persistence.snapshot-store.plugin = "%s"
                }
                """
                    .formatted(journal, snapshots)))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Profile.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
