package dev.firn.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.firn.events.decode.IngestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * {@code firn}: a node's settings, as {@code reference.conf} documents them.
 *
 * @param dataDir folder of everything that the node keeps
 * @param journal {@code embedded} or {@code postgres}
 * @param secretFile holds the key of hashed ids and receipts
 * @param drainDeadline how long a stopping node may finish what it has begun
 * @param snapshotExpiryInterval pause between looks for snapshots to expire
 */
public record NodeSettings(
    Path dataDir,
    String journal,
    Path secretFile,
    Duration drainDeadline,
    Duration snapshotExpiryInterval,
    HttpSettings http,
    IngestLimits ingest,
    AuthSettings auth,
    CorsSettings cors,
    EdgeSettings edge,
    AuditSettings audit,
    CompactorSettings compaction,
    ClusterSettings cluster) {

  private static final List<String> JOURNALS = List.of("embedded", "postgres");

  /**
   * Reads the section {@code firn} of a configuration.
   *
   * @throws IllegalArgumentException naming the section and what is wrong in it
   */
  public static NodeSettings from(Config config) {
    NodeSettings settings =
        new NodeSettings(
            Path.of(config.getString("firn.data-dir")),
            config.getString("firn.journal.profile"),
            Path.of(config.getString("firn.secret-file")),
            config.getDuration("firn.drain-deadline"),
            config.getDuration("firn.snapshots.expiry-interval"),
            section(config, "firn.http", HttpSettings::from),
            section(config, "firn.ingest", IngestSettings::limits),
            section(config, "firn.auth", AuthSettings::from),
            section(config, "firn.cors", CorsSettings::from),
            section(config, "firn.edge", EdgeSettings::from),
            section(config, "firn.audit", AuditSettings::from),
            section(config, "firn.compaction", CompactorSettings::from),
            section(config, "firn.cluster", ClusterSettings::from));
    settings.check();
    return settings;
  }

  private static <T> T section(Config config, String name, Function<Config, T> read) {
    try {
      return read.apply(config.getConfig(name));
    } catch (ConfigException | IllegalArgumentException e) {
      throw new IllegalArgumentException("in " + name + ", " + e.getMessage(), e);
    }
  }

  private void check() {
    if (!JOURNALS.contains(journal)) {
      throw new IllegalArgumentException(
          "firn.journal is \"" + journal + "\"; it may be one of " + JOURNALS);
    }
    cluster.requireOneJournal(journal);
    if (auth.keysFile().isEmpty() && !http.isLoopback()) {
      throw new IllegalArgumentException(
          "firn.http.host is "
              + http.host()
              + ", which others can reach: set firn.auth.keys-file, or bind to 127.0.0.1");
    }
  }
}
