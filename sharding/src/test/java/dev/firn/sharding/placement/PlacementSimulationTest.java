package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.SimulatedCluster.Moved;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of simulated clusters: what holds in each of them, whatever the load. */
class PlacementSimulationTest {
  private static final double TOTAL = 40 << 20;
  private static final PlacementSettings SETTINGS = Settings.DEFAULT;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aSteadySkewIsBalancedByFewMovesAndThenNothingMoves(long seed) {
    Random random = new Random(seed);
    int nodes = 3 + random.nextInt(48);
    int shards = Math.min(1000, nodes * (10 + random.nextInt(20)));
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, seed, nodes, shards);
    cluster.zipf(0.5 + random.nextDouble() * 0.7, TOTAL);
    cluster.noise(0.5);
    cluster.run(3000);

    assertThat(cluster.imbalance()).as("%d nodes, %d shards", nodes, shards).isLessThan(1.3);
    assertThat(cluster.moves().size()).isLessThanOrEqualTo(shards / 2);
    assertThat(cluster.movesSince(1500)).as("in the second half").isZero();
    holdsAlways(cluster, Map.of());
  }

  @Test
  void theSameSeedGivesTheSameMoves() {
    assertThat(skewed(5, 9).moves()).isEqualTo(skewed(5, 9).moves()).isNotEmpty();
  }

  private static SimulatedCluster skewed(int nodes, long seed) {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, seed, nodes, nodes * 20);
    cluster.zipf(1, TOTAL);
    cluster.noise(0.5);
    cluster.run(600);
    return cluster;
  }

  @Test
  void noiseAloneMovesNothing() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 1, 10, 256);
    cluster.rates(shard -> TOTAL / 256);
    cluster.noise(1);
    cluster.run(2000);

    assertThat(cluster.moves()).isEmpty();
  }

  @Test
  void oneShardHotterThanAllOthersStaysWhereItIsOrChangesOnce() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 3, 5, 100);
    cluster.rates(shard -> shard == 7 ? 30 << 20 : 100 << 10);
    cluster.noise(0.3);
    cluster.run(3000);

    assertThat(cluster.moves().stream().filter(moved -> moved.move().shard().equals("7")).count())
        .isLessThanOrEqualTo(1);
    assertThat(cluster.movesSince(1500)).isZero();
    assertThat(cluster.imbalance()).isLessThan(1.3);
    holdsAlways(cluster, Map.of());
  }

  @Test
  void aHotSpotThatWandersIsFollowedWithinBounds() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 4, 10, 256);
    cluster.noise(0.5);
    int hours = 4;
    for (int spot = 0; spot < hours; spot++) {
      int from = spot * 20;
      cluster.rates(shard -> shard >= from && shard < from + 20 ? 2 << 20 : 20 << 10);
      cluster.run(1200);
      assertThat(cluster.imbalance()).as("spot " + spot).isLessThan(1.5);
    }
    assertThat(cluster.moves().size()).isLessThanOrEqualTo(hours * 40);
    holdsAlways(cluster, Map.of());
  }

  @Test
  void aLoadThatSwingsBackAndForthIsNotFollowedToAndFro() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 4, 4, 80);
    cluster.noise(0.5);
    for (int swing = 0; swing < 60; swing++) {
      int phase = swing % 2;
      cluster.rates(shard -> shard % 2 == phase ? 800 << 10 : 200 << 10);
      cluster.run(30);
    }
    assertThat(cluster.moves()).hasSizeLessThanOrEqualTo(12);
    holdsAlways(cluster, Map.of());
  }

  @Test
  void aNodeThatJoinsIsFilledAndOneThatIsLostIsMadeGoodWithoutAShuffle() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 5, 3, 128);
    cluster.rates(shard -> TOTAL / 128);
    cluster.noise(0.5);
    cluster.run(200);
    cluster.join("n4", 1);
    cluster.run(1500);
    assertThat(cluster.imbalance()).isLessThan(1.25);
    assertThat(cluster.moves()).hasSizeBetween(20, 40);

    int before = cluster.moves().size();
    cluster.leave("n2");
    cluster.run(1500);
    assertThat(cluster.imbalance()).isLessThan(1.25);
    assertThat(cluster.moves().size() - before).isLessThanOrEqualTo(6);
    holdsAlways(cluster, Map.of());
  }

  @Test
  void aRollingRestartMovesNothingBetweenTheRestarts() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 6, 5, 128);
    cluster.rates(shard -> TOTAL / 128);
    cluster.noise(0.5);
    cluster.run(300);
    for (int node = 1; node <= 5; node++) {
      cluster.leave("n" + node);
      cluster.run(20);
      cluster.join("n" + node, 1);
      cluster.run(30);
    }
    assertThat(cluster.moves()).isEmpty();
    cluster.run(1500);
    assertThat(cluster.moves()).as("the last node is filled").hasSizeLessThanOrEqualTo(40);
    assertThat(cluster.imbalance()).isLessThan(1.25);
  }

  @Test
  void duringARollingUpdateNoShardGoesToTheOlderVersion() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 7, 4, 128);
    cluster.zipf(0.8, TOTAL);
    cluster.run(1500);
    int before = cluster.moves().size();
    for (int node = 1; node <= 4; node++) {
      Map<String, Long> older = older(cluster, node);
      cluster.leave("n" + node);
      cluster.run(20);
      if (node > 1) {
        assertThat(older(cluster, node)).as("%s", cluster.moves()).isEqualTo(older);
      }
      cluster.join("n" + node, 2);
      cluster.run(300);
    }
    assertThat(cluster.moves().stream().skip(before).filter(moved -> moved.second() < 2400))
        .isEmpty();
    cluster.run(1500);
    assertThat(cluster.imbalance()).isLessThan(1.3);
  }

  /** Shards of the nodes that are not updated yet. */
  private static Map<String, Long> older(SimulatedCluster cluster, int updated) {
    Map<String, Long> counts = new HashMap<>();
    for (int node = updated + 1; node <= 4; node++) {
      counts.put("n" + node, cluster.count("n" + node));
    }
    return counts;
  }

  @Test
  void aDrainEmptiesANodeWithinSecondsAndItStaysEmptyUntilItIsTakenBack() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 8, 3, 128);
    cluster.zipf(0.8, TOTAL);
    cluster.noise(0.5);
    cluster.run(1500);
    cluster.drain("n2");
    cluster.run(8);
    assertThat(cluster.count("n2")).isZero();
    cluster.leave("n2");
    cluster.run(20);
    cluster.join("n2", 1);
    cluster.run(900);
    assertThat(cluster.count("n2")).isZero();
    cluster.undrain("n2");
    cluster.run(1500);
    assertThat(cluster.count("n2")).isPositive();
    assertThat(cluster.imbalance()).isLessThan(1.3);
    holdsAlways(cluster, Map.of());
  }

  @Test
  void pinnedShardsGoToTheirNodeAndStayThereWhateverTheyCarry() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 9, 5, 128);
    cluster.zipf(1, TOTAL);
    cluster.noise(0.5);
    Map<String, String> pins = Map.of("1", "n1", "2", "n1", "3", "n1", "4", "n5");
    pins.forEach(cluster::pin);
    cluster.run(1000);
    pins.forEach((shard, node) -> assertThat(cluster.home(shard)).isEqualTo(node));

    cluster.leave("n1");
    cluster.run(10);
    assertThat(cluster.notices()).hasSize(3).allMatch(notice -> notice.contains("not in the cl"));
    cluster.run(400);
    cluster.join("n1", 1);
    cluster.run(30);
    pins.forEach((shard, node) -> assertThat(cluster.home(shard)).isEqualTo(node));
    cluster.run(1500);
    holdsAlways(cluster, pins);
  }

  @Test
  void whenNodesFallSilentWhatWasKnownGoesOnCounting() {
    SimulatedCluster cluster = new SimulatedCluster(SETTINGS, 10, 4, 100);
    cluster.zipf(1, TOTAL);
    cluster.noise(0.5);
    cluster.run(1500);
    int before = cluster.moves().size();
    for (int i = 0; i < 100; i++) {
      cluster.silence("n1");
      cluster.silence("n2");
      cluster.run(4);
    }
    assertThat(cluster.moves()).hasSize(before);
  }

  /** In every run: no shard twice within its cool-down, pins kept, few at a time. */
  private static void holdsAlways(SimulatedCluster cluster, Map<String, String> pins) {
    Map<String, Integer> last = new HashMap<>();
    Map<Integer, Integer> begun = new HashMap<>();
    List<Moved> moves = cluster.moves();
    for (Moved moved : moves) {
      Move move = moved.move();
      Integer before = last.put(move.shard(), moved.second());
      if (move.cause() == Cause.LOAD) {
        assertThat(pins).doesNotContainKey(move.shard());
        assertThat(begun.merge(moved.second(), 1, Integer::sum))
            .isLessThanOrEqualTo(SETTINGS.maxMoves());
        if (before != null) {
          assertThat(Duration.ofSeconds(moved.second() - before))
              .as("shard %s", move.shard())
              .isGreaterThanOrEqualTo(SETTINGS.coolDown());
        }
      }
      assertThat(move.reason()).isNotBlank();
    }
  }
}
