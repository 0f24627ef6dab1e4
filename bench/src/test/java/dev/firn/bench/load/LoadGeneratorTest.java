package dev.firn.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.StandInNode;
import dev.firn.bench.load.Acknowledgements.Fate;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it measures time")
class LoadGeneratorTest {
  private static final Workload WORKLOAD =
      new Workload(10, 3, 1, 500, Workload.Mix.BATCH, 0x12345678);

  private StandInNode node;

  @BeforeEach
  void start() throws IOException {
    node = new StandInNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void theRateIsKeptAndEveryEventArrives() throws Exception {
    LoadResult result = run(Duration.ofSeconds(1), 1_000);

    assertThat(result.requests()).isEqualTo(100);
    assertThat(result.acknowledged()).isEqualTo(1_000);
    assertThat(result.latency().getTotalCount()).isEqualTo(100);
    assertThat(result.unexpectedDuplicates()).isZero();
    assertThat(result.seconds()).isBetween(0.98, 3.0);
    assertThat(node.events()).hasSize(1_000);
  }

  @Test
  void flatOutTheNodeSetsTheRate() throws Exception {
    LoadResult result = run(Duration.ofMillis(500), 0);

    assertThat(result.acknowledged()).isEqualTo(node.events().size()).isGreaterThan(100);
  }

  @Test
  void aBusyNodeGetsTheSameRequestAgainAndTheWaitCounts() throws Exception {
    node.answeringBusyFirst(5);

    LoadResult result = run(Duration.ofMillis(500), 1_000);

    assertThat(result.retriesAfterBusy()).isEqualTo(5);
    assertThat(result.acknowledged()).isEqualTo(500);
    assertThat(node.events()).hasSize(500);
    assertThat(result.latency().getMaxValue()).as("µs").isGreaterThan(20_000);
  }

  @Test
  void whatIsGivenUpIsNeitherAcknowledgedNorMissing() throws Exception {
    node.answeringBusyFirst(Integer.MAX_VALUE);
    AtomicLong open = new AtomicLong();
    Acknowledgements counting =
        (first, events, fate) -> open.addAndGet(fate == Fate.OPEN ? events : 0);

    LoadResult result =
        run(node.url(), Duration.ofMillis(50), 1_000, Duration.ofMillis(200), counting);

    assertThat(result.acknowledged()).isZero();
    assertThat(result.indeterminate()).isEqualTo(50);
    assertThat(open).hasValue(50);
  }

  @Test
  void anUnreachableNodeIsTriedUntilPatienceEnds() throws Exception {
    node.close();

    LoadResult result =
        run(
            node.url(),
            Duration.ofMillis(50),
            1_000,
            Duration.ofMillis(300),
            Acknowledgements.IGNORED);

    assertThat(result.retriesAfterFault()).isPositive();
    assertThat(result.indeterminate()).isEqualTo(50);
  }

  private LoadResult run(Duration duration, double rate) throws Exception {
    return run(node.url(), duration, rate, Duration.ofSeconds(30), Acknowledgements.IGNORED);
  }

  private static LoadResult run(
      URI url, Duration duration, double rate, Duration patience, Acknowledgements listener)
      throws Exception {
    try (LoadGenerator load = new LoadGenerator(url, WORKLOAD, 4, patience, listener)) {
      return load.run(duration, rate);
    }
  }
}
