package dev.firn.sharding.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.firn.sharding.commit.CommitterSettings;
import dev.firn.sharding.dedup.IdSweepSettings;
import dev.firn.sharding.partition.PartitionSettings;
import dev.firn.sharding.route.RouterSettings;
import dev.firn.sharding.route.TenantRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferSettingsTest {
  private static final long MIB = 1 << 20;
  private static final long HEAP = Runtime.getRuntime().maxMemory();

  private static BufferSettings with(String settings) {
    Config all = ConfigFactory.parseString(settings).withFallback(ConfigFactory.defaultReference());
    return BufferSettings.from(all.resolve().getConfig("firn"));
  }

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    BufferSettings settings = with("");
    assertThat(settings.partition())
        .isEqualTo(
            new PartitionSettings(
                Duration.ofSeconds(30),
                2_000,
                Duration.ofSeconds(5),
                64 * MIB,
                256 * MIB,
                16,
                Duration.ofSeconds(60),
                Duration.ofDays(7).plusHours(12),
                4,
                Duration.ofSeconds(16)));
    assertThat(settings.committer())
        .isEqualTo(
            new CommitterSettings(
                Duration.ofSeconds(5),
                1_000,
                2 * MIB,
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofSeconds(30)));
    assertThat(settings.router())
        .isEqualTo(
            new RouterSettings(
                Duration.ofMillis(5),
                (int) MIB,
                5_000,
                Duration.ofSeconds(3),
                Duration.ofSeconds(20),
                10_000,
                Duration.ofSeconds(90),
                new TenantRules(Map.of())));
    assertThat(settings.sweep())
        .isEqualTo(
            new IdSweepSettings(
                Duration.ofMinutes(5),
                Duration.ofHours(6),
                Duration.ofDays(7).plusHours(12),
                20,
                50_000));
    assertThat(settings.cacheBytes()).isEqualTo(HEAP / 8);
    assertThat(settings.memoryBytes()).isEqualTo(HEAP / 4);
    assertThat(settings.writers()).isBetween(1, Runtime.getRuntime().availableProcessors());
    assertThat(settings.localIdBytes()).isEqualTo(2_048 * MIB);
    assertThat(settings.queryPlugin()).isEqualTo("firn.journal.embedded.query");
    assertThat(settings.askTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.newTypesPerDay()).isEqualTo(1_000);
  }

  @Test
  void whatIsSetIsTaken() {
    BufferSettings settings =
        with(
            """
            firn.flush { max-age = 1 s, max-events = 2, min-pause = 3 s, max-opened-bytes = 4, max-prepared = 5 }
            firn.flush.writers = 6
            firn.buffers { partition-bytes = 7, cache-bytes = 8, memory-bytes = 9, passivate-after = 10 s }
            firn.dedup { window = 11 s, clock-tolerance = 1 s, max-runs = 13, sweep-interval = 14 s }
            firn.commit { interval = 15 s, max-files = 16, settle = 17 s }
            firn.tenants.allowed-types { shop = ["page.view"] }
            firn.tenants.max-live-partitions = 18
            firn.router.linger = 0 ms
            """);
    assertThat(settings.partition())
        .isEqualTo(
            new PartitionSettings(
                Duration.ofSeconds(1),
                2,
                Duration.ofSeconds(3),
                4,
                7,
                5,
                Duration.ofSeconds(10),
                Duration.ofSeconds(12),
                13,
                Duration.ofSeconds(46)));
    assertThat(settings.writers()).isEqualTo(6);
    assertThat(settings.cacheBytes()).isEqualTo(8);
    assertThat(settings.memoryBytes()).isEqualTo(9);
    assertThat(settings.sweep().first()).isEqualTo(Duration.ofSeconds(14));
    assertThat(settings.committer().interval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.committer().maxFiles()).isEqualTo(16);
    assertThat(settings.committer().settle()).isEqualTo(Duration.ofSeconds(17));
    assertThat(settings.router().linger()).isZero();
    assertThat(settings.router().liveFor()).isEqualTo(Duration.ofSeconds(11));
    assertThat(settings.router().maxLivePartitions()).isEqualTo(18);
    assertThat(settings.router().tenantRules().allowedTypes())
        .isEqualTo(Map.of("shop", List.of("page.view")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1 ms", "6 ms"})
  void rowsLingerForFiveMillisecondsAtMost(String linger) {
    assertThatThrownBy(() -> with("firn.router.linger = " + linger))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("linger")
        .hasMessageContaining("0 to 5 ms");
  }
}
