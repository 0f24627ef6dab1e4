package dev.firn.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.load.Workload;
import dev.firn.bench.target.NodeLauncher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code bench crash}: one kill, a few seconds of load. */
class CrashRunTest {
  @TempDir Path folder;

  @Test
  @Timeout(300)
  void everyAcknowledgedEventIsThereOnceAfterAKill() throws IOException, InterruptedException {
    int run = ThreadLocalRandom.current().nextInt();
    CrashPlan plan =
        new CrashPlan(
            new Workload(20, 4, 2, 400, Workload.Mix.BATCH, run),
            1,
            1_000,
            4,
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            List.of("-Dfirn.flush.max-age=3s", "-Dfirn.commit.interval=1s"));
    PrintWriter progress = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    CrashRun.Outcome outcome =
        new CrashRun(plan, new NodeLauncher.ClassPath(List.of("-Xmx512m")), folder, progress).run();

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.load().acknowledged()).isPositive();
    assertThat(outcome.rows()).isGreaterThanOrEqualTo((int) outcome.load().acknowledged());
    assertThat(outcome.load().rejected()).isZero();
  }
}
