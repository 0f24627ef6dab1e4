package dev.firn.journal.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables, in numbered scripts that are applied once each, all in one transaction behind an
 * advisory lock: of several nodes that start at once, one applies and the others find it done.
 */
final class Schema {

  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** Script n, counted from one, makes version n. Never changed once released. */
  private static final List<String> SCRIPTS = List.of("V1__journal.sql", "V2__nodes.sql");

  private static final int VERSION = SCRIPTS.size();

  private final PostgresJournalSettings settings;

  Schema(PostgresJournalSettings settings) {
    this.settings = settings;
  }

  /** Throws {@link IllegalArgumentException} where an operator has to do something first. */
  void prepare(Connections connections) throws SQLException {
    int found;
    try (Connection connection = connections.open()) {
      found = version(connection);
    }
    if (found > VERSION) {
      throw new IllegalArgumentException(
          "The journal's schema %s has version %d, of a newer Firn; this one knows up to %d"
              .formatted(settings.schema(), found, VERSION));
    }
    if (found < VERSION) {
      requireMigrates(found);
      migrate(connections);
    }
  }

  private void requireMigrates(int found) {
    if (!settings.migrates()) {
      throw new IllegalArgumentException(
          "The journal's schema %s has version %d, needed is %d, and firn.journal.postgres.migrate is off: run ./firn migrate as the owner of the schema"
              .formatted(settings.schema(), found, VERSION));
    }
  }

  private void migrate(Connections connections) throws SQLException {
    try (Connection connection = connections.begin();
        Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '60s'");
      statement.execute(
          "SELECT pg_advisory_xact_lock(hashtextextended('firn journal %s', 0))"
              .formatted(settings.schema()));
      int found = version(connection);
      if (found == 0) {
        create(statement);
      }
      for (int version = found + 1; version <= VERSION; version++) {
        apply(connection, statement, version);
      }
      grant(statement);
      connection.commit();
    }
  }

  /** Grants anew, for a role that came after the tables. */
  void grant(Connections connections) throws SQLException {
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      grant(statement);
    }
  }

  private void grant(Statement statement) throws SQLException {
    if (!settings.ingestRole().isEmpty()) {
      statement.execute(script("grants.sql"));
    }
  }

  private void create(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "SELECT 1 FROM pg_namespace WHERE nspname = '%s'".formatted(settings.schema()))) {
      if (found.next()) {
        return;
      }
    }
    statement.execute("CREATE SCHEMA " + settings.schema());
  }

  private void apply(Connection connection, Statement statement, int version) throws SQLException {
    String name = SCRIPTS.get(version - 1);
    if (version == 1) {
      statement.execute(
          "CREATE TABLE %s.schema_version (version int PRIMARY KEY, script text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), applied_by text NOT NULL DEFAULT current_user)"
              .formatted(settings.schema()));
    }
    statement.execute(script(name));
    try (PreparedStatement note =
        connection.prepareStatement(
            "INSERT INTO %s.schema_version (version, script) VALUES (?, ?)"
                .formatted(settings.schema()))) {
      note.setInt(1, version);
      note.setString(2, name);
      note.executeUpdate();
    }
    LOG.info("The journal's schema {} is now of version {} ({})", settings.schema(), version, name);
  }

  /**
   * Zero where there is none yet. Asks the catalog itself: what the session remembers of it may be
   * old.
   */
  private int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery(
              "SELECT 1 FROM pg_tables WHERE schemaname = '%s' AND tablename = 'schema_version'"
                  .formatted(settings.schema()))) {
        if (!table.next()) {
          return 0;
        }
      }
      try (ResultSet newest =
          statement.executeQuery(
              "SELECT coalesce(max(version), 0) FROM %s.schema_version"
                  .formatted(settings.schema()))) {
        newest.next();
        return newest.getInt(1);
      }
    }
  }

  private String script(String name) {
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${schema}", settings.schema())
          .replace("${role}", settings.ingestRole());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
