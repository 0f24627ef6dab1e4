package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Denied;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.StoreOutcome.Throttled;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantBoundsTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void newTypesADayAreBoundedAlsoAcrossARestart() {
    String bound = "firn.tenants.max-new-types-per-day = 2";
    try (TestNode node = new TestNode(folder, lake, bound)) {
      assertThat(store(node, "acme", "a")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme", "b")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme", "c")).isInstanceOf(Denied.class);
      assertThat(store(node, "acme", "a")).isInstanceOf(Stored.class);
      assertThat(store(node, "other", "c")).isInstanceOf(Stored.class);
    }
    try (TestNode node = new TestNode(folder, lake, bound)) {
      assertThat(store(node, "acme", "b")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme", "c")).isInstanceOf(Denied.class);
    }
  }

  @Test
  void openPartitionsAreBounded() {
    try (TestNode node = new TestNode(folder, lake, "firn.tenants.max-live-partitions = 2")) {
      assertThat(store(node, "acme", "a")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme", "b")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme", "c")).isInstanceOf(Throttled.class);
      assertThat(store(node, "acme", "a")).isInstanceOf(Stored.class);
      assertThat(store(node, "other", "c")).isInstanceOf(Stored.class);
    }
  }

  @Test
  void aTenantMayBeHeldToAListOfTypes() {
    String list = "firn.tenants.allowed-types { \"acme.example\" = [page.view, \"cart.*\"] }";
    try (TestNode node = new TestNode(folder, lake, list)) {
      assertThat(store(node, "acme.example", "page.view")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme.example", "cart.added")).isInstanceOf(Stored.class);
      assertThat(store(node, "acme.example", "page.viewed"))
          .isInstanceOfSatisfying(
              Denied.class, denied -> assertThat(denied.reason()).isEqualTo("type_not_allowed"));
      assertThat(store(node, "other", "page.viewed")).isInstanceOf(Stored.class);
      assertThat(node.buffers().awake().count()).isEqualTo(3);
    }
  }

  private static StoreOutcome store(TestNode node, String tenant, String type) {
    return await(node.buffers().store(TestNode.rows(tenant, new PartitionKey(type, 489_947))));
  }
}
