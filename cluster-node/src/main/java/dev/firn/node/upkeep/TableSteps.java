package dev.firn.node.upkeep;

import dev.firn.catalog.audit.RemovalHistory;
import dev.firn.catalog.compaction.ReplacedFiles;
import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.upkeep.InFlight;
import dev.firn.catalog.upkeep.ManifestRewrite;
import dev.firn.catalog.upkeep.MetadataFiles;
import dev.firn.catalog.upkeep.OrphanFiles;
import dev.firn.sharding.CommitterStatus;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What each step does for a table. */
final class TableSteps {
  private TableSteps() {}

  static Map<Step, StepWork> of(
      EventTable table,
      SnapshotSettings snapshots,
      UpkeepSettings settings,
      Supplier<List<CommitterStatus>> committers,
      InFlight inFlight) {
    Clock clock = Clock.systemUTC();
    ReplacedFiles replaced = new ReplacedFiles(table);
    SnapshotExpiry expiry = new SnapshotExpiry(table, snapshots, clock, replaced);
    ManifestRewrite manifests = new ManifestRewrite(table, settings);
    MetadataFiles metadata = new MetadataFiles(table);
    OrphanFiles orphans = new OrphanFiles(table, settings, inFlight, clock);
    return Map.of(
        Step.EXPIRY,
        new ExpiryStep(
            committers,
            new ExpiryStep.Means(
                new RemovalHistory(table)::keep, expiry::due, expiry::expire, replaced::deleted)),
        Step.MANIFESTS,
        isDryRun -> isDryRun ? manifests.plan() : manifests.run(),
        Step.METADATA,
        isDryRun -> metadata.look(),
        Step.ORPHANS,
        orphans::run);
  }
}
