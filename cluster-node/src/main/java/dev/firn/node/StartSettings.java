package dev.firn.node;

import com.typesafe.config.Config;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.journal.EmbeddedJournalSettings;
import dev.firn.journal.postgres.PostgresJournalSettings;
import dev.firn.node.lake.LakeSettings;
import dev.firn.node.settings.NodeSettings;
import dev.firn.sharding.cluster.BufferSettings;

/** Everything that is set, read and checked before a node makes or opens anything. */
record StartSettings(
    NodeSettings node, CatalogSettings catalog, BufferSettings buffers, LakeSettings lake) {

  /**
   * Reads every section.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static StartSettings from(Config config) {
    NodeSettings node = NodeSettings.from(config);
    // The journal reads its own when it is opened: too late to say that they are wrong.
    if (node.journal().equals("postgres")) {
      PostgresJournalSettings.from(config);
    } else {
      EmbeddedJournalSettings.from(config);
    }
    CatalogSettings catalog = CatalogSettings.from(config);
    if (catalog.chainRoot().equals(CatalogSettings.ownFolder(config))) {
      node.cluster()
          .requireAlone(
              "firn.catalog.location is empty: each node would fill a table of its own; nodes of one"
                  + " cluster share its place");
    }
    if (catalog.isEmbedded()) {
      node.cluster()
          .requireAlone(
              "firn.catalog.uri is empty: each node would serve a catalog and fill a table of its"
                  + " own; nodes of one cluster share a catalog");
    }
    return new StartSettings(
        node, catalog, BufferSettings.from(config.getConfig("firn")), LakeSettings.from(config));
  }
}
