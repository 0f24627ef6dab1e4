package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firn.sharding.PartitionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.junit.jupiter.api.Test;

class ShardTrafficTest {
  private static final Duration FIVE = Duration.ofSeconds(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void anEntityIsCountedForTheShardThatShardingGivesIt() {
    ShardTraffic traffic = new ShardTraffic(128);
    HashCodeMessageExtractor<Object> sharding = new HashCodeMessageExtractor<>(128);
    for (int i = 0; i < 1000; i++) {
      String id = "page.view/" + i;
      assertThat(String.valueOf(traffic.shardOf(id))).isEqualTo(sharding.shardId(id));
    }
  }

  @Test
  void theFirstFigureIsAnEstimateAndPeaksAreSmoothed() {
    Rates rates = new Rates();
    rates.sample(5_000, FIVE, MINUTE);
    assertThat(rates.bytesPerSecond()).isCloseTo(1000, within(0.01));
    for (int i = 0; i < 100; i++) {
      rates.sample(5_000, FIVE, MINUTE);
    }
    rates.sample(500_000, FIVE, MINUTE);
    assertThat(rates.bytesPerSecond()).isBetween(5_000.0, 10_000.0);
  }

  @Test
  void aReportIsBoundedAndNamesTheHeaviest() {
    ShardTraffic traffic = new ShardTraffic(64);
    for (int i = 0; i < 1000; i++) {
      traffic.add("p" + i, 100);
    }
    traffic.add("hot", 10_000_000);
    String hot = String.valueOf(traffic.shardOf("hot"));
    PartitionStatus buffered =
        new PartitionStatus(
            "hot", "t", Instant.EPOCH, 1, 1, 1, 77, Optional.empty(), "idle", Optional.empty());
    List<LoadReport.Entry> entries = traffic.sample(List.of(buffered), FIVE, MINUTE, 10);
    assertThat(entries).hasSize(10);
    assertThat(entries.get(0).shard()).isEqualTo(hot);
    assertThat(entries.get(0).bufferedBytes()).isEqualTo(77);
    assertThat(entries.get(0).bytesPerSecond()).isGreaterThanOrEqualTo(2_000_000);
  }

  @Test
  void whatNobodyRepeatsGrowsStale() {
    Instant[] now = {Instant.EPOCH};
    HeardLoads heard = new HeardLoads(Duration.ofSeconds(25), () -> now[0]);
    LoadReport report = new LoadReport(1, List.of(new LoadReport.Entry("3", 10, 20)));
    heard.hear(Map.of("a", report));
    assertThat(heard.reports()).isEqualTo(Map.of("a", Map.of("3", new ShardLoad(10, 20))));
    now[0] = now[0].plusSeconds(20);
    heard.hear(Map.of("a", report));
    now[0] = now[0].plusSeconds(20);
    assertThat(heard.reports()).isEmpty();
    heard.hear(Map.of("a", new LoadReport(2, report.entries())));
    assertThat(heard.reports()).hasSize(1);
  }
}
