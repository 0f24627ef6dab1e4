package dev.firn.catalog.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Config DEFAULTS = ConfigFactory.defaultReference();

  @Test
  void defaultsAreThoseOfReferenceConf() {
    assertThat(CatalogSettings.from(DEFAULTS).isEmbedded()).isTrue();
    assertThat(TableSettings.from(DEFAULTS))
        .isEqualTo(new TableSettings("analytics", "events", 128L << 20, 20, Map.of()));
    assertThat(DataFileSettings.from(DEFAULTS))
        .isEqualTo(new DataFileSettings(10_000, 1 << 20, 1, 24L << 20));
    assertThat(SnapshotSettings.from(DEFAULTS))
        .isEqualTo(new SnapshotSettings(Duration.ofHours(1), 50));
    assertThat(CompactionSettings.from(DEFAULTS))
        .isEqualTo(
            new CompactionSettings(
                10,
                128L << 20,
                2L << 30,
                Duration.ZERO,
                List.of(),
                new RewriteSettings(
                    64L << 20, 100_000, 64L << 20, 1 << 20, 1 << 20, 9, List.of(), 0.01)));
    assertThat(TimeTravelSettings.from(DEFAULTS))
        .isEqualTo(new TimeTravelSettings(true, Duration.ofDays(14)));
    assertThat(SchemaEvolutionSettings.from(DEFAULTS))
        .isEqualTo(new SchemaEvolutionSettings(true, Duration.ofSeconds(10)));
  }

  @Test
  void everythingCanBeSet() {
    Config config =
        ConfigFactory.parseString(
                """
                firn.catalog {
                  uri = "https://example.org/c"
                  warehouse = w
                  token = hush
                  credential = "id:secret"
                  connect-timeout = 1 s
                  read-timeout = 2 s
                  properties { "s3.endpoint" = "http://s3", rest.client.max-retries = 3 }
                }
                firn.table { namespace = n, name = t, target-file-size = 1 MiB, metadata-versions = 3
                  properties { "write.parquet.compression-level" = 5 } }
                firn.flush { row-group-rows = 5, page-size = 2 KiB, zstd-level = 3, open-bytes = 9 B }
                firn.snapshots { max-age = 2 h, min-keep = 7 }
                firn.table.target-file-size-mb = 256
                firn.compaction { threshold = 3, largest-job = 1 GiB, memory = 2 MiB, row-group-rows = 4
                  row-group-bytes = 3 MiB, page-size = 2 KiB, dictionary-size = 5 B, zstd-level = 6
                  sort { stretch = 1 m, columns = [source] }, bloom { columns = [], false-positives = 0.5 } }
                firn.time-travel { enabled = false, rollback-keep = 2 h }
                firn.table.schema-evolution { enabled = false, look-interval = 3 s }
                """)
            .withFallback(DEFAULTS);

    Map<String, String> rest = CatalogSettings.from(config).restProperties();
    assertThat(rest)
        .containsEntry("uri", "https://example.org/c")
        .containsEntry("warehouse", "w")
        .containsEntry("token", "hush")
        .containsEntry("credential", "id:secret")
        .containsEntry("rest.auth.type", "oauth2")
        .containsEntry("oauth2-server-uri", "https://example.org/c/v1/oauth/tokens")
        .containsEntry("rest.client.connection-timeout-ms", "1000")
        .containsEntry("rest.client.socket-timeout-ms", "2000")
        .containsEntry("rest-table-cache.max-entries", "0")
        .containsEntry("s3.endpoint", "http://s3")
        .containsEntry("rest.client.max-retries", "3");
    assertThat(TableSettings.from(config))
        .isEqualTo(
            new TableSettings(
                "n", "t", 256 << 20, 3, Map.of("write.parquet.compression-level", "5")));
    assertThat(DataFileSettings.from(config)).isEqualTo(new DataFileSettings(5, 2048, 3, 9));
    assertThat(SnapshotSettings.from(config))
        .isEqualTo(new SnapshotSettings(Duration.ofHours(2), 7));
    assertThat(CompactionSettings.from(config))
        .isEqualTo(
            new CompactionSettings(
                3,
                256L << 20,
                1L << 30,
                Duration.ofMinutes(1),
                List.of("source"),
                new RewriteSettings(2L << 20, 4, 3L << 20, 2048, 5, 6, List.of(), 0.5)));
    assertThat(TimeTravelSettings.from(config))
        .isEqualTo(new TimeTravelSettings(false, Duration.ofHours(2)));
    assertThat(SchemaEvolutionSettings.from(config))
        .isEqualTo(new SchemaEvolutionSettings(false, Duration.ofSeconds(3)));
  }

  @Test
  void cloudflareGetsWhatItNeeds() {
    Config config =
        ConfigFactory.parseString(
                "firn.catalog.uri = \"https://catalog.cloudflarestorage.com/a/b\"")
            .withFallback(DEFAULTS);
    assertThat(CatalogSettings.from(config).restProperties())
        .containsEntry("header.X-Iceberg-Access-Delegation", "vended-credentials")
        .containsEntry("s3.remote-signing-enabled", "false")
        .containsEntry("s3.client-factory-impl", "dev.firn.catalog.io.CreateOnlyS3Clients")
        .containsEntry("client.region", "auto")
        .containsEntry("warehouse", "a_b");
  }

  @ParameterizedTest
  @CsvSource({
    "https://catalog.cloudflarestorage.com/acc/events, events, acc_events",
    "https://catalog.cloudflarestorage.com/acc/events/, '', acc_events",
    "https://catalog.cloudflarestorage.com/acc/events, acc_events, acc_events",
    "https://catalog.cloudflarestorage.com/acc/events, other, other",
    "https://catalog.example/acc/events, events, events",
    "'', '', ''"
  })
  void warehousesOfCloudflareAreNamedByTheirAddress(String uri, String given, String warehouse) {
    Config config =
        ConfigFactory.parseMap(Map.of("firn.catalog.uri", uri, "firn.catalog.warehouse", given))
            .withFallback(DEFAULTS);
    assertThat(CatalogSettings.from(config).warehouse()).isEqualTo(warehouse);
  }

  @Test
  void secretsAreNotPrinted() {
    Config config =
        ConfigFactory.parseString(
                """
                firn.catalog { token = hush1, credential = "id:hush2"
                  properties { "s3.secret-access-key" = hush3 } }
                """)
            .withFallback(DEFAULTS);
    assertThat(CatalogSettings.from(config).toString())
        .contains("token=set", "credential=set", "s3.secret-access-key")
        .doesNotContain("hush");
  }

  @Test
  void snapshotsStayUntilCommitsHaveSettled() {
    assertThatThrownBy(() -> new SnapshotSettings(Duration.ofMinutes(10), 1))
        .hasMessageContaining("max-age");
  }
}
