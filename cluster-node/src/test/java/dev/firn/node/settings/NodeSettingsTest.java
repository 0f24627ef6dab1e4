package dev.firn.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.events.decode.IngestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
  /** {@link ClusterSettingsTest} says what it is. */
  private static final ClusterSettings ALONE =
      ClusterSettings.from(NodeConfig.over(ConfigFactory.empty()).getConfig("firn.cluster"));

  private static NodeSettings settings(String text) {
    return NodeSettings.from(NodeConfig.over(ConfigFactory.parseString(text)));
  }

  @Test
  void theDefaultsAreThoseOfOneNodeOnLoopback() {
    NodeSettings settings = settings("firn.http.in-flight = 128 MiB");

    assertThat(settings)
        .isEqualTo(
            new NodeSettings(
                Path.of("data"),
                "embedded",
                Path.of("data/secret"),
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                new HttpSettings(
                    "127.0.0.1",
                    8080,
                    1024,
                    512,
                    5 << 20,
                    new HeaderLimits(256, 128, 16 << 10, 64 << 10, Duration.ofSeconds(30)),
                    Duration.ofSeconds(30),
                    128 << 20,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    64 << 10),
                IngestLimits.DEFAULT,
                new AuthSettings(Optional.empty(), "default"),
                new CorsSettings(Set.of(), Duration.ofHours(1)),
                new EdgeSettings(
                    "cf-ray",
                    "cf-ipcountry",
                    "cf-ipcity",
                    "cf-ipcontinent",
                    "cf-postal-code",
                    "cf-region",
                    "cf-timezone",
                    "",
                    "",
                    ""),
                new AuditSettings(
                    true,
                    Duration.ofSeconds(30),
                    0.02,
                    Duration.ofSeconds(2),
                    500,
                    2,
                    Duration.ofMinutes(10),
                    300,
                    16 << 20,
                    1_000_000,
                    Optional.empty()),
                new CompactorSettings(
                    false,
                    false,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    1,
                    0.25,
                    Duration.ofSeconds(10)),
                ALONE));
  }

  @Test
  void everySettingIsRead() {
    NodeSettings settings =
        settings(
            """
            firn {
              data-dir = "/d", secret-file = "/s", drain-deadline = 1s, snapshots.expiry-interval = 20s
              http { host = "0.0.0.0", port = 1, max-connections = 2, backlog = 3, max-body = 4, body-timeout = 5s
                max-header-count = 29, max-header-name = 30, max-header-value = 31, max-headers = 32, head-timeout = 33s
                in-flight = 6, retry-after = 7s, commit-patience = 8s, max-uri-length = 9 }
              ingest { accept-past = unbounded, accept-future = 10s, max-decoded = 11, max-events = 12, max-event = 13
                max-depth = 14, max-extensions = 15, max-id = 16, max-source = 17, max-type = 18 }
              auth { keys-file = "/k", default-tenant = "t" }
              cors { origins = ["https://a.example"], max-age = 19s }
              edge { ray = "R", country = "Co", city = "Ci", continent = "Ct", postal-code = "P", region = "Re"
                timezone = "T", http-protocol = "H", tls-version = "V", tls-cipher = "C" }
              audit { enabled = false, interval = 21s, share = 0.5, second-look = 22s, partitions = 23
                old-partitions = 24, calm-after = 25s, objects = 26, checksum-bytes = 27, most-hashes = 28
                rejected-kept-for = 29 d }
              compaction { enabled = true, beside-others = true, interval = 33s, after-hour = 34s, jobs = 35
                share = 0.75, longest-pause = 36s }
            }
            """);

    assertThat(settings)
        .isEqualTo(
            new NodeSettings(
                Path.of("/d"),
                "embedded",
                Path.of("/s"),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                new HttpSettings(
                    "0.0.0.0",
                    1,
                    2,
                    3,
                    4,
                    new HeaderLimits(29, 30, 31, 32, Duration.ofSeconds(33)),
                    Duration.ofSeconds(5),
                    6,
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(8),
                    9),
                new IngestLimits(
                    11,
                    12,
                    13,
                    14,
                    16,
                    17,
                    15,
                    18,
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(10))),
                new AuthSettings(Optional.of(Path.of("/k")), "t"),
                new CorsSettings(Set.of("https://a.example"), Duration.ofSeconds(19)),
                new EdgeSettings("r", "co", "ci", "ct", "p", "re", "t", "h", "v", "c"),
                new AuditSettings(
                    false,
                    Duration.ofSeconds(21),
                    0.5,
                    Duration.ofSeconds(22),
                    23,
                    24,
                    Duration.ofSeconds(25),
                    26,
                    27,
                    28,
                    Optional.of(Duration.ofDays(29))),
                new CompactorSettings(
                    true,
                    true,
                    Duration.ofSeconds(33),
                    Duration.ofSeconds(34),
                    35,
                    0.75,
                    Duration.ofSeconds(36)),
                ALONE));
  }

  @Test
  void theJournalIsAWordToPeopleAndASectionToPrograms() {
    assertThat(settings("firn.journal = embedded").journal()).isEqualTo("embedded");
    assertThat(NodeConfig.over(ConfigFactory.parseString("firn.journal = embedded")))
        .satisfies(
            config -> assertThat(config.getString("firn.journal.embedded.dir")).isNotEmpty());
  }

  @Test
  void theRoomForRequestsMayBeAShareOfTheHeap() {
    long heap = Runtime.getRuntime().maxMemory();

    assertThat(settings("firn.http.in-flight = \"50%\"").http().inFlightBytes())
        .isEqualTo(heap / 2);
  }

  @Test
  void othersAreLetInWithKeysOnly() {
    assertThatThrownBy(() -> settings("firn.http.host = \"0.0.0.0\""))
        .hasMessageContaining("firn.auth.keys-file");
  }

  @Test
  void everybodyIsNoOrigin() {
    assertThatThrownBy(() -> settings("firn.cors.origins = [\"*\"]"))
        .hasMessageContaining("firn.cors.origins");
  }

  @Test
  void aPortIsAPort() {
    assertThatThrownBy(() -> settings("firn.http.port = 65536"))
        .hasMessage("in firn.http, port is 0 to 65535, not 65536");
  }

  @Test
  void aJournalThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> settings("firn.journal = paper")).hasMessageContaining("paper");
  }
}
