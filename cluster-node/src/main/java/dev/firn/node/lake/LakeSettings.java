package dev.firn.node.lake;

import com.typesafe.config.Config;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.settings.SchemaEvolutionSettings;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.settings.TimeTravelSettings;
import dev.firn.catalog.settings.UpkeepSettings;

/** What the tables and their files are opened with; whether it goes together is checked here. */
public record LakeSettings(
    TableSettings events,
    TableSettings rejected,
    DataFileSettings files,
    SnapshotSettings snapshots,
    CompactionSettings compaction,
    UpkeepSettings upkeep,
    TimeTravelSettings timeTravel,
    SchemaEvolutionSettings schemaEvolution) {

  /**
   * Reads {@code firn.table}, {@code firn.flush}, {@code firn.snapshots}, {@code firn.compaction},
   * {@code firn.upkeep} and {@code firn.time-travel}.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static LakeSettings from(Config root) {
    SnapshotSettings snapshots = SnapshotSettings.from(root);
    snapshots.requireAtLeast(root.getDuration("firn.commit.settle"));
    return new LakeSettings(
        TableSettings.from(root),
        TableSettings.rejected(root),
        DataFileSettings.from(root),
        snapshots,
        CompactionSettings.from(root),
        UpkeepSettings.from(root),
        TimeTravelSettings.from(root),
        SchemaEvolutionSettings.from(root));
  }
}
