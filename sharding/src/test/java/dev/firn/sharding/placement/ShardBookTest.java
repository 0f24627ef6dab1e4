package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.placement.Move.Cause;
import java.util.List;
import java.util.stream.Stream;
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
  void aShardThatAnOperatorMovedStaysForItsCoolDownAndIsNotHeldForEver() {
    SimulatedCluster cluster = new SimulatedCluster(Settings.DEFAULT, 1, 2, 8);
    cluster.rates(shard -> TOTAL / 8);
    cluster.run(400);
    assertThat(cluster.moves()).isEmpty();
    List<String> moved =
        Stream.of("0", "1", "2", "3", "4", "5", "6", "7")
            .filter(shard -> cluster.home(shard).equals("n1"))
            .toList();
    moved.forEach(shard -> assertThat(cluster.move(shard, "n2")).isEmpty());
    assertThat(cluster.picture().isBusy()).isTrue();
    int ordered = cluster.second();
    cluster.run(5);
    assertThat(cluster.count("n2")).isEqualTo(8);
    assertThat(cluster.movesFor(Cause.ORDER)).isEqualTo(moved.size());
    assertThat(cluster.picture().isBusy()).isFalse();
    assertThat(cluster.picture().lastMoves().get(moved.get(0)))
        .satisfies(
            last -> {
              assertThat(last.from()).isEqualTo("n1");
              assertThat(last.cause()).isEqualTo(Cause.ORDER);
            });

    long coolDown = Settings.DEFAULT.coolDown().toSeconds();
    cluster.run((int) coolDown + 120);
    assertThat(cluster.count("n1")).as("balanced again, as any other shard").isPositive();
    cluster.moves().stream()
        .filter(move -> move.move().cause() == Cause.LOAD && moved.contains(move.move().shard()))
        .forEach(
            move -> assertThat(move.second()).isGreaterThanOrEqualTo(ordered + (int) coolDown));
  }

  @Test
  void aMoveToWhereTheShardIsChangesNothing() {
    SimulatedCluster cluster = joined();
    cluster.run(400);
    int moves = cluster.moves().size();
    assertThat(cluster.move("0", cluster.home("0"))).isEmpty();
    assertThat(cluster.move("0", "n9")).hasValue("n9 is not in the cluster");
    cluster.run(5);
    assertThat(cluster.moves()).hasSize(moves);
  }

  @Test
  void aShardWhoseNodeIsLostIsSaidToHaveFailedOver() {
    SimulatedCluster cluster = joined();
    cluster.run(400);
    String lost = cluster.home("0");
    cluster.leave(lost);
    cluster.run(5);
    assertThat(cluster.picture().lastMoves().get("0"))
        .satisfies(
            last -> {
              assertThat(last.from()).isEqualTo(lost);
              assertThat(last.cause()).isEqualTo(Cause.FAILOVER);
            });
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
