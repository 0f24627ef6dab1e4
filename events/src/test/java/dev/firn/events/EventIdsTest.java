package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventIdsTest {
  private static final PartitionKey PARTITION = new PartitionKey("page.view", 5);
  private final EventIds ids = new EventIds("0123456789abcdef".getBytes(UTF_8));

  @Test
  void everyPartOfTheIdentityCounts() {
    EventIds otherKey = new EventIds("0123456789abcdeF".getBytes(UTF_8));
    List<String> hashes =
        Stream.of(
                ids.hash("t", PARTITION, "/s", "1"),
                ids.hash("u", PARTITION, "/s", "1"),
                ids.hash("t", new PartitionKey("page.view", 6), "/s", "1"),
                ids.hash("t", new PartitionKey("page.views", 5), "/s", "1"),
                ids.hash("t", PARTITION, "/s1", ""),
                ids.hash("t", PARTITION, "/s", "2"),
                otherKey.hash("t", PARTITION, "/s", "1"))
            .map(HexFormat.of()::formatHex)
            .toList();
    assertThat(hashes).doesNotHaveDuplicates().allSatisfy(hash -> assertThat(hash).hasSize(32));
  }

  @Test
  void hashesNeverChangeForIdsAreKeptForDays() {
    assertThat(HexFormat.of().formatHex(ids.hash("t", PARTITION, "/s", "1")))
        .isEqualTo("0ff7ca35f40e3efce1f8775e4538053a");
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> new EventIds(new byte[15])).hasMessageContaining("16 bytes");
  }
}
