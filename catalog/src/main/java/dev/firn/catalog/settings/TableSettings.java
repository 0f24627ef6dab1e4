package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import java.util.Map;

/**
 * {@code firn.table}: the table and how it is created.
 *
 * @param targetFileSize in bytes
 * @param metadataVersions superseded metadata files that are kept
 * @param properties of a table yet to be created; they win over Firn's choices
 */
public record TableSettings(
    String namespace,
    String name,
    long targetFileSize,
    int metadataVersions,
    Map<String, String> properties) {

  public TableSettings {
    properties = Map.copyOf(properties);
  }

  /** Reads {@code firn.table} of a configuration. */
  public static TableSettings from(Config root) {
    Config config = root.getConfig("firn.table");
    return new TableSettings(
        config.getString("namespace"),
        config.getString("name"),
        targetFileSize(config),
        config.getInt("metadata-versions"),
        CatalogSettings.texts(config.getConfig("properties")));
  }

  private static long targetFileSize(Config config) {
    return config.hasPath("target-file-size-mb")
        ? config.getLong("target-file-size-mb") << 20
        : config.getBytes("target-file-size");
  }

  /** The table of dead letters: the same under a name of its own. */
  public static TableSettings rejected(Config root) {
    TableSettings events = from(root);
    return new TableSettings(
        events.namespace(),
        root.getString("firn.table.rejected-name"),
        events.targetFileSize(),
        events.metadataVersions(),
        events.properties());
  }
}
