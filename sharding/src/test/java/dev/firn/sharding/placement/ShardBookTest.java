package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is remembered between two decisions. */
class ShardBookTest {
  private static final double TOTAL = 10 << 20;

  @Test
  void aRehearsalSaysWhatARebalancingDoesAndChangesNothing() {
    SimulatedCluster cluster = joined();
    assertThat(cluster.summary()).contains("of calm");
    Decision rehearsed = cluster.rehearse();
    assertThat(rehearsed.moves()).hasSizeBetween(10, 40);
    assertThat(rehearsed.summary()).startsWith("balanced");
    cluster.run(5);
    assertThat(cluster.moves()).isEmpty();

    cluster.hurry();
    cluster.run(45);
    assertThat(cluster.moves()).as("before the calm is over").isNotEmpty();
    cluster.run(200);
    assertThat(cluster.moves().size()).isBetween(10, rehearsed.moves().size() + 5);
  }

  private static SimulatedCluster joined() {
    SimulatedCluster cluster = new SimulatedCluster(Settings.DEFAULT, 1, 3, 90);
    cluster.rates(shard -> TOTAL / 90);
    cluster.run(100);
    cluster.join("n4", 1);
    cluster.run(5);
    return cluster;
  }

  @Test
  void aShardGoesWhereItWasToGo() {
    SimulatedCluster cluster = joined();
    cluster.run(100);
    assertThat(cluster.moves()).isNotEmpty();
    cluster.moves().stream()
        .filter(moved -> moved.second() < cluster.second() - 5)
        .forEach(
            moved -> assertThat(cluster.home(moved.move().shard())).isEqualTo(moved.move().to()));
  }
}
