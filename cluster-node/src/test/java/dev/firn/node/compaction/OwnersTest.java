package dev.firn.node.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnersTest {
  private static final List<String> NODES = List.of("firn-0:7355", "firn-1:7355", "firn-2:7355");

  private static Map<String, String> owners(List<String> nodes) {
    Map<String, String> owners = new HashMap<>();
    for (int hour = 0; hour < 1000; hour++) {
      String partition = "page.view/2026-11-%02dT%02d#".formatted(hour / 24, hour % 24);
      Owners.of(partition, nodes).ifPresent(node -> owners.put(partition, node));
    }
    return owners;
  }

  @Test
  void everyNodeHasItsShare() {
    assertThat(owners(List.of())).isEmpty();
    Map<String, Integer> shares = new HashMap<>();
    owners(NODES).values().forEach(node -> shares.merge(node, 1, Integer::sum));
    assertThat(shares.keySet()).isEqualTo(Set.copyOf(NODES));
    assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(250, 420));
  }

  @Test
  void whenANodeGoesItsShareAloneIsAnothers() {
    Map<String, String> before = owners(NODES);
    Map<String, String> after = owners(NODES.subList(0, 2));
    assertThat(before)
        .allSatisfy(
            (partition, node) -> {
              if (!node.equals(NODES.get(2))) {
                assertThat(after).containsEntry(partition, node);
              }
            });
  }
}
