package dev.firn.bench.commits;

import com.typesafe.config.Config;
import dev.firn.bench.commits.CommitsReport.Stage;
import dev.firn.catalog.cache.MetadataCache;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.upkeep.MetadataFiles;
import dev.firn.catalog.upkeep.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Commits in a row as fast as they go, to a table behind a catalog over HTTP on this machine. */
final class CommitsRun {
  private static final int COMMITS_AN_HOUR = 720;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Config config;
  private final CommitsPlan plan;

  CommitsRun(Config config, CommitsPlan plan) {
    this.config = config;
    this.plan = plan;
  }

  /**
   * Does it.
   *
   * @param told of each stage when it is over
   */
  CommitsReport measure(Path folder, Consumer<Stage> told) throws IOException {
    UpkeepSettings upkeep = UpkeepSettings.from(config);
    try (LoopbackCatalog catalog = new LoopbackCatalog(folder);
        EventTable table =
            EventTable.open(
                EmbeddedCatalog.settingsFor(catalog.uri()),
                TableSettings.from(config),
                new MetadataCache(upkeep.metadataCache()))) {
      return measure(table, upkeep, told);
    }
  }

  private CommitsReport measure(EventTable table, UpkeepSettings upkeep, Consumer<Stage> told) {
    SnapshotSettings snapshots = SnapshotSettings.from(config);
    AgeInCommits clock = new AgeInCommits(plan.kept(), snapshots.maxAge());
    Appender appender = new Appender(table, DataFileSettings.from(config), COMMITS_AN_HOUR);
    List<Stage> stages = new ArrayList<>();
    long began = System.nanoTime();
    try (Beside beside = new Beside(table, snapshots, upkeep, clock)) {
      Histogram latencies = new Histogram(3);
      for (int commit = 1; commit <= plan.commits(); commit++) {
        latencies.recordValue(appender.commit());
        clock.committed(Instant.now());
        if (plan.hasUpkeep() && commit % plan.round() == 0) {
          beside.begin();
        }
        if (commit % plan.stage() == 0 || commit == plan.commits()) {
          Stage stage = stage(commit, latencies, table);
          stages.add(stage);
          told.accept(stage);
          latencies.reset();
        }
      }
      beside.awaitEnd();
      return new CommitsReport(
          plan.hasUpkeep(),
          plan.commits(),
          Math.round((System.nanoTime() - began) / 1e8) / 10.0,
          appender.repeated(),
          beside.figures(),
          stages);
    }
  }

  private static Stage stage(int through, Histogram latencies, EventTable table) {
    StepResult metadata = new MetadataFiles(table).look();
    return new Stage(
        through,
        millis(latencies.getValueAtPercentile(50)),
        millis(latencies.getValueAtPercentile(99)),
        millis(latencies.getMaxValue()),
        metadata.figure("snapshots"),
        metadata.figure("manifests"),
        metadata.figure("metadataBytes"),
        metadata.figure("manifestListBytes"),
        metadata.figure("manifestBytes"),
        table.cached().misses());
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 10) / 10.0;
  }
}
