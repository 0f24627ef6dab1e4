package dev.firn.node.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.compaction.CompactionOutcome;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.compaction.Occasion;
import dev.firn.catalog.compaction.PartitionCompaction.Planned;
import dev.firn.catalog.rewrite.RewriteMonitor;
import dev.firn.events.PartitionKey;
import dev.firn.node.settings.CompactorSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobsTest {
  private static final PartitionKey ONE = new PartitionKey("t", 500_000);
  private static final PartitionKey OTHER = new PartitionKey("u", 500_000);

  private static Jobs jobs(Function<PartitionKey, CompactionOutcome> work) {
    return new Jobs(
        new Compactor() {
          @Override
          public CompactionOutcome compact(
              PartitionKey partition, Occasion occasion, RewriteMonitor monitor) {
            return work.apply(partition);
          }

          @Override
          public List<Planned> plan(PartitionKey partition, Occasion occasion) {
            return List.of();
          }
        },
        new CompactorSettings(
            true, false, Duration.ofSeconds(30), Duration.ZERO, 1, 1, Duration.ZERO),
        () -> Load.Level.IDLE,
        new CompactionMeters(new SimpleMeterRegistry()),
        InstantSource.system());
  }

  @Test
  void anErrorEndsAJobAsFailed() {
    Jobs jobs =
        jobs(
            partition -> {
              throw new StackOverflowError("injected");
            });
    Jobs.Ended ended = jobs.run(ONE, Occasion.ASKED);
    assertThat(ended.result()).isEqualTo(Agenda.Result.FAILED);
    assertThat(jobs.last())
        .singleElement()
        .satisfies(report -> assertThat(report.state()).isEqualTo(JobReport.State.FAILED));
    assertThat(jobs.count()).isZero();
    assertThat(jobs.run(ONE, Occasion.ASKED).result()).isEqualTo(Agenda.Result.FAILED);
  }

  @Test
  void whatIsAskedForWaitsForTheJobOfTheBackground() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Jobs jobs =
        jobs(
            partition -> {
              begun.countDown();
              await(end);
              return new NothingToDo(0, 0);
            });
    Thread background = new Thread(() -> jobs.run(ONE, Occasion.HOUR_PASSED));
    background.start();
    begun.await();
    Thread asked = new Thread(() -> jobs.run(OTHER, Occasion.ASKED));
    asked.start();
    while (asked.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(jobs.count()).isEqualTo(1);
    end.countDown();
    background.join();
    asked.join();
    assertThat(jobs.count()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
