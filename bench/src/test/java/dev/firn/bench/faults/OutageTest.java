package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.lake.CatalogKind;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The short form of {@code bench faults --scenario store_outage} and {@code catalog_outage}, with a
 * tiny journal.
 */
@Isolated("it measures time")
class OutageTest {
  private static final long MOST_MEMORY = 1L << 30;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @Timeout(180)
  void acknowledgementsGoOnWhileTheJournalLastsAndNothingIsLost(OutageRun.Gone gone)
      throws IOException, InterruptedException {
    int run = ThreadLocalRandom.current().nextInt();
    RunSettings settings =
        new RunSettings(
            CatalogKind.chosen(),
            folder,
            Duration.ofSeconds(8),
            new Workload(50, 2, 1, 300, Workload.Mix.BATCH, run),
            4_000,
            4,
            run,
            List.of(
                "-Dfirn.journal.max-bytes=3MiB",
                "-Dfirn.flush.max-age=1s",
                "-Dfirn.flush.min-pause=500ms",
                "-Dfirn.commit.interval=500ms"));
    PrintWriter progress = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    OutageRun.Outcome outcome = new OutageRun(settings, gone, progress).run();

    assertThat(outcome.acknowledged()).isPositive();
    assertThat(outcome.secondsUntilFull()).as("until the journal was full").isPositive();
    assertThat(outcome.ending().load().retriesAfterBusy()).as("answers with 503").isPositive();
    assertThat(outcome.ending().load().indeterminate() + outcome.ending().load().rejected())
        .isZero();
    assertThat(outcome.peakResidentBytes()).isLessThan(MOST_MEMORY);
    assertThat(outcome.ending().load().busyWithoutPause()).as("503 without Retry-After").isZero();
    assertThat(outcome.saidWhenFull()).contains("journal", "of its");
    assertThat(outcome.ending().problems()).isEmpty();
  }
}
