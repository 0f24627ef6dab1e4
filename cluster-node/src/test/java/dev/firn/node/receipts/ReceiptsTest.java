package dev.firn.node.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Receipts receipts = new Receipts(KEY);

  @Test
  void comeBackAsTheyWere() {
    List<Position> positions =
        List.of(
            new Position("a.b/2026-11-22T09", 3, 17),
            new Position("a.b/2026-11-22T10", 1, Long.MAX_VALUE),
            new Position("ü~0123456789abcdef/2026-11-22T10", 1_000_000_000_000L, 1));

    assertThat(receipts.open(receipts.issue(positions))).contains(positions);
  }

  @Test
  void areInTheOrderOfTheNames() {
    Position late = new Position("b/2026-11-22T09", 1, 1);
    Position early = new Position("a/2026-11-22T09", 1, 1);

    assertThat(receipts.open(receipts.issue(List.of(late, early)))).contains(List.of(early, late));
  }

  @Test
  void ofOneAppendAreShort() {
    assertThat(receipts.issue(List.of(new Position("page.view/2026-11-22T09", 1, 4711))))
        .hasSizeLessThan(64);
  }

  @Test
  void ofManyPartitionsFitAUrl() {
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      positions.add(new Position("type-%04d/2026-11-22T%02d".formatted(i / 24, i % 24), 1, 1 + i));
    }
    String token = receipts.issue(positions);

    assertThat(token).hasSizeLessThan(64_000).matches("[A-Za-z0-9_-]+");
    assertThat(receipts.open(token))
        .get()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(5_000);
  }

  @Test
  void ofOthersAreRefused() {
    String token = receipts.issue(List.of(new Position("a/2026-11-22T09", 1, 1)));

    assertThat(new Receipts(new byte[32]).open(token)).isEmpty();
  }

  @Test
  void thatWereTouchedAreRefused() {
    String token = receipts.issue(List.of(new Position("a/2026-11-22T09", 1, 1)));
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(receipts.open(token.substring(0, i) + other + token.substring(i + 1))).isEmpty();
      assertThat(receipts.open(token.substring(0, i))).isEmpty();
    }
    assertThat(receipts.open("")).isEmpty();
    assertThat(receipts.open("not base64!")).isEmpty();
  }
}
