package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EmbeddedJournalSettingsTest {

  @Test
  void defaults() {
    assertThat(EmbeddedJournalSettings.from(ConfigFactory.load()))
        .isEqualTo(
            new EmbeddedJournalSettings(
                Path.of("data/journal"),
                4L << 30,
                new EmbeddedJournalSettings.Full(
                    256 << 20, 64 << 20, List.of(), 16 << 10, List.of()),
                new EmbeddedJournalSettings.Writer(4 << 20, 64 << 20, 16384),
                new EmbeddedJournalSettings.Memory(48 << 20, 2, 8 << 20),
                new EmbeddedJournalSettings.Reclaim(Duration.ofSeconds(1), 1.75, 8 << 20, 8 << 20),
                1 << 20,
                false,
                false));
  }

  @Test
  void every_setting_is_mapped() {
    String settings =
        """
        firn.journal {
          max-bytes = 1
          embedded {
            dir = d
            accept-data-loss = on
            full { disk-reserve = 2, headroom = 3, refusable-manifests = [m], essential-append = 4, essential-ids = [x] }
            writer { max-batch-bytes = 5, max-queued-bytes = 6, cached-ids = 7 }
            memory { write-buffer = 8, write-buffers = 9, block-cache = 10 }
            reclaim { interval = 11s, factor = 12.5, floor = 13, generation = 15 }
            query.page-bytes = 14
            recovery.require-snapshot = on
          }
        }
        """;
    assertThat(EmbeddedJournalSettings.from(ConfigFactory.parseString(settings)))
        .isEqualTo(
            new EmbeddedJournalSettings(
                Path.of("d"),
                1,
                new EmbeddedJournalSettings.Full(2, 3, List.of("m"), 4, List.of("x")),
                new EmbeddedJournalSettings.Writer(5, 6, 7),
                new EmbeddedJournalSettings.Memory(8, 9, 10),
                new EmbeddedJournalSettings.Reclaim(Duration.ofSeconds(11), 12.5, 13, 15),
                14,
                true,
                true));
  }
}
