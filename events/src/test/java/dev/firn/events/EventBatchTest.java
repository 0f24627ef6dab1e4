package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBatchTest {
  private static final PartitionKey HOUR = PartitionKey.of("page.view", 1_763_805_600_000_000L);
  private static final EventIds IDS = new EventIds("0123456789abcdef".getBytes(UTF_8));

  @Test
  void rowsOfSeveralRequestsComeBackAsTheyWentIn() {
    CloudEvent full =
        new CloudEvent(
            "1",
            "/a",
            "page.view",
            "1.0",
            1_763_805_600_000_001L,
            "s",
            "application/json",
            "https://example.org/schema",
            "{\"ä\":1}",
            Map.of("x", "y", "empty", ""));
    CloudEvent bare =
        new CloudEvent("2", "/b", "page.view", "1.0", 7, null, null, null, null, Map.of());
    Origin first =
        new Origin(
            "acme", 5, new Edge("FRA", "DE", null, null, null, null, null, null, null, null));
    Origin second = new Origin("umbrella", 6, Edge.NONE);

    EventBatch batch =
        EventBatch.read(
            EventBatch.of(HOUR, List.of(block(first, full), block(second, bare, full))).bytes());
    BatchRows rows = batch.open();
    RowView view = new RowView();

    assertThat(batch.rows()).isEqualTo(3);
    assertThat(batch.partition()).isEqualTo(HOUR);
    assertThat(view.at(rows, 0).toCloudEvent()).isEqualTo(full);
    assertThat(view.origin()).isEqualTo(first);
    assertThat(view.at(rows, 1).toCloudEvent()).isEqualTo(bare);
    assertThat(view.origin()).isEqualTo(second);
    assertThat(rows.timeMicros(2)).isEqualTo(full.timeMicros());
    assertThat(batch.idHigh(0)).as("two tenants are two identities").isNotEqualTo(batch.idHigh(2));
  }

  @Test
  void anUnknownVersionOrACutBatchIsRefused() {
    byte[] bytes =
        EventBatch.of(HOUR, List.of(block(new Origin("t", 1, Edge.NONE)))).bytes().clone();
    bytes[0] = 9;
    byte[] unsealed = Arrays.copyOf(bytes, bytes.length - BatchSeal.BYTES);
    assertThatThrownBy(() -> EventBatch.read(unsealed)).hasMessageContaining("version 9");
    assertThatThrownBy(() -> EventBatch.read(new byte[] {1, 5, 'a'}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noFlippedBitGoesUnnoticed() {
    CloudEvent event =
        new CloudEvent("1", "/a", "page.view", "1.0", 7, null, null, null, "{}", Map.of());
    EventBatch batch = EventBatch.of(HOUR, List.of(block(new Origin("t", 1, Edge.NONE), event)));
    byte[] whole = batch.bytes();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      if (bit / 8 == whole.length - BatchSeal.BYTES && bit % 8 < 4) {
        assertThat(EventBatch.read(damaged).open().body()).as("only the seal's frame").isNotEmpty();
      } else {
        assertThatThrownBy(() -> EventBatch.read(damaged).open()).as("bit %s", bit).isNotNull();
      }
    }
    whole[whole.length / 2] ^= 1;
    assertThatThrownBy(batch::open).as("in memory").hasMessageContaining("damaged event batch");
  }

  private static RowBlock block(Origin origin, CloudEvent... events) {
    RowBlock block = new RowBlock(HOUR, origin);
    for (CloudEvent event : events) {
      block.add(event, IDS);
    }
    return block;
  }
}
