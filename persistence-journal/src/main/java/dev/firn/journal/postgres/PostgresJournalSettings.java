package dev.firn.journal.postgres;

import com.typesafe.config.Config;
import dev.firn.journal.EmbeddedJournalSettings.Full;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Section {@code firn.journal.postgres} and the profile-independent {@code firn.journal.max-bytes};
 * sizes in bytes.
 */
public record PostgresJournalSettings(
    Server server,
    String schema,
    boolean migrates,
    String ingestRole,
    long maxBytes,
    Full full,
    Writer writer,
    Pool pool,
    Duration watchInterval,
    long pageBytes,
    boolean requiresSnapshot) {

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public PostgresJournalSettings {
    requireName("schema", schema);
    if (!ingestRole.isEmpty()) {
      requireName("ingest-role", ingestRole);
    }
  }

  /** Where the database is and as whom to reach it. */
  public record Server(String url, String user, Password password, Tls tls) {
    public Server {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException(
            "firn.journal.postgres.url must begin with jdbc:postgresql:, as in"
                + " jdbc:postgresql://db.example.net:5432/firn");
      }
      if (url.contains("password=")) {
        throw new IllegalArgumentException(
            "firn.journal.postgres.url holds a password, which logs would show: give it as"
                + " password-file or in FIRN_JOURNAL_POSTGRES_PASSWORD");
      }
    }
  }

  /** How the connection is protected; empty paths where there is none. */
  public record Tls(String mode, String rootCert, String cert, String key) {}

  /** The threads that write, each with a connection of its own. */
  public record Writer(
      int lanes, long maxBatchBytes, long maxQueuedBytes, Duration giveUpAfter, BackOff backOff) {}

  /** Pauses between attempts: doubled from {@code min} to {@code max}, with jitter. */
  public record BackOff(Duration min, Duration max) {}

  /** The connections. */
  public record Pool(
      int readers,
      Duration connectTimeout,
      Duration socketTimeout,
      Duration lockTimeout,
      Duration idleInTransaction,
      Duration maxLifetime,
      Duration startTimeout) {}

  public static PostgresJournalSettings from(Config root) {
    Config c = root.getConfig("firn.journal.postgres");
    return new PostgresJournalSettings(
        server(c),
        c.getString("schema"),
        c.getBoolean("migrate"),
        c.getString("ingest-role"),
        root.getBytes("firn.journal.max-bytes"),
        new Full(
            0,
            c.getBytes("full.headroom"),
            c.getStringList("full.refusable-manifests"),
            c.getBytes("full.essential-append"),
            c.getStringList("full.essential-ids")),
        writer(c.getConfig("writer")),
        pool(c.getConfig("pool")),
        c.getDuration("watch-interval"),
        c.getBytes("page-bytes"),
        c.getBoolean("recovery.require-snapshot"));
  }

  private static Server server(Config c) {
    String file = c.getString("password-file");
    return new Server(
        c.getString("url"),
        c.getString("user"),
        file.isEmpty() ? Password.of(c.getString("password")) : Password.read(Path.of(file)),
        new Tls(
            c.getString("tls.mode"),
            c.getString("tls.root-cert"),
            c.getString("tls.cert"),
            c.getString("tls.key")));
  }

  private static Writer writer(Config c) {
    return new Writer(
        c.getInt("lanes"),
        c.getBytes("max-batch-bytes"),
        c.getBytes("max-queued-bytes"),
        c.getDuration("give-up-after"),
        new BackOff(c.getDuration("min-backoff"), c.getDuration("max-backoff")));
  }

  private static Pool pool(Config c) {
    return new Pool(
        c.getInt("readers"),
        c.getDuration("connect-timeout"),
        c.getDuration("socket-timeout"),
        c.getDuration("lock-timeout"),
        c.getDuration("idle-in-transaction-timeout"),
        c.getDuration("max-lifetime"),
        c.getDuration("start-timeout"));
  }

  private static void requireName(String setting, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "firn.journal.postgres.%s is \"%s\"; lower-case letters, digits and _ make a name"
              .formatted(setting, name));
    }
  }
}
