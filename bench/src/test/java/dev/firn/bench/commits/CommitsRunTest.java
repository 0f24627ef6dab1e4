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
      ConfigFactory.parseMap(Map.of("firn.snapshots.min-keep", 5))
          .withFallback(ConfigFactory.load());

  private static CommitsReport run(Path folder, boolean hasUpkeep) throws IOException {
    CommitsPlan plan = new CommitsPlan(240, hasUpkeep, 30, 12, 80);
    return new CommitsRun(CONFIG, plan).measure(folder, stage -> {});
  }

  @Test
  void metadataStaysFlatBesideUpkeep(@TempDir Path folder) throws IOException {
    CommitsReport report = run(folder, true);
    assertThat(report.upkeep().merges()).isPositive();
    assertThat(report.upkeep().expired()).isGreaterThan(100);
    List<Stage> stages = report.stages();
    assertThat(stages).hasSize(3);
    assertThat(stages)
        .allSatisfy(
            stage -> {
              assertThat(stage.snapshots()).isLessThan(80);
              assertThat(stage.manifests()).isLessThan(60);
            });
    // Each list and manifest that a commit needs was written here.
    assertThat(stages.get(2).readsFromStore()).isLessThan(10);
  }

  @Test
  void itGrowsWithout(@TempDir Path folder) throws IOException {
    CommitsReport report = run(folder, false);
    assertThat(report.stages()).extracting(Stage::snapshots).containsExactly(80L, 160L, 240L);
    assertThat(report.stages().get(2).metadataBytes())
        .isGreaterThan(2 * report.stages().get(0).metadataBytes());
  }
}
