package dev.firn.bench.commits;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.bench.commits.CommitsReport.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The long run in short: metadata stays as it is after the first commits, or does not. */
class CommitsRunTest {
  private static final Config CONFIG =
      ConfigFactory.parseMap(Map.of("firn.snapshots.min-keep", 5, "firn.upkeep.manifests", 5))
          .withFallback(ConfigFactory.load());

  private static CommitsReport run(Path folder, int commits, boolean hasUpkeep) throws IOException {
    CommitsPlan plan = new CommitsPlan(commits, hasUpkeep, 15, 8, commits / 3);
    return new CommitsRun(CONFIG, plan).measure(folder, stage -> {});
  }

  @Test
  void metadataStaysFlatBesideUpkeep(@TempDir Path folder) throws IOException {
    CommitsReport report = run(folder, 90, true);
    assertThat(report.upkeep().merges()).isPositive();
    assertThat(report.upkeep().expired()).isGreaterThan(20);
    List<Stage> stages = report.stages();
    assertThat(stages).hasSize(3);
    assertThat(stages)
        .allSatisfy(
            stage -> {
              assertThat(stage.snapshots()).isLessThan(50);
              assertThat(stage.manifests()).isLessThan(45);
            });
    // Each list and manifest that a commit needs was written here.
    assertThat(stages.get(2).readsFromStore()).isLessThan(10);
  }

  @Test
  void itGrowsWithout(@TempDir Path folder) throws IOException {
    CommitsReport report = run(folder, 30, false);
    assertThat(report.stages()).extracting(Stage::snapshots).containsExactly(10L, 20L, 30L);
    assertThat(report.stages().get(2).metadataBytes())
        .isGreaterThan(report.stages().get(0).metadataBytes() + 10_000);
  }
}
