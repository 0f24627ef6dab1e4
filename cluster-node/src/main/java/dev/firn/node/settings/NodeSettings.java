package dev.firn.node.settings;

import com.typesafe.config.Config;
import dev.firn.events.decode.IngestLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code firn}: a node's settings, as {@code reference.conf} documents them.
 *
 * @param dataDir folder of everything that the node keeps
 * @param journal {@code embedded}
 * @param secretFile holds the key of hashed ids and receipts
 * @param drainDeadline how long a stopping node may finish what it has begun
 */
public record NodeSettings(
    Path dataDir,
    String journal,
    Path secretFile,
    Duration drainDeadline,
    HttpSettings http,
    IngestLimits ingest,
    AuthSettings auth,
    CorsSettings cors,
    EdgeSettings edge) {

  /** Reads the section {@code firn} of a configuration. */
  public static NodeSettings from(Config config) {
    Config firn = config.getConfig("firn");
    NodeSettings settings =
        new NodeSettings(
            Path.of(firn.getString("data-dir")),
            firn.getString("journal.profile"),
            Path.of(firn.getString("secret-file")),
            firn.getDuration("drain-deadline"),
            HttpSettings.from(firn.getConfig("http")),
            IngestSettings.limits(firn.getConfig("ingest")),
            AuthSettings.from(firn.getConfig("auth")),
            CorsSettings.from(firn.getConfig("cors")),
            EdgeSettings.from(firn.getConfig("edge")));
    settings.check();
    return settings;
  }

  private void check() {
    if (!journal.equals("embedded")) {
      throw new IllegalArgumentException(
          "firn.journal is \"" + journal + "\"; this version has \"embedded\"");
    }
    if (auth.keysFile().isEmpty() && !http.isLoopback()) {
      throw new IllegalArgumentException(
          "firn.http.host is "
              + http.host()
              + ", which others can reach: set firn.auth.keys-file, or bind to 127.0.0.1");
    }
  }
}
