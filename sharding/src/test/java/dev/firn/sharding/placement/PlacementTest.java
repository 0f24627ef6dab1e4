package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.Node.Standing;
import dev.firn.sharding.placement.Placement.Home;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One decision at a time. */
class PlacementTest {
  private static final long MIB = 1 << 20;

  private final Placement placement = new Placement(Settings.DEFAULT);
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, String> homes = new HashMap<>();
  private final Map<String, ShardLoad> loads = new HashMap<>();
  private final Map<String, String> pins = new HashMap<>();
  private final Set<String> drained = new HashSet<>();
  private final Map<String, String> wanted = new HashMap<>();
  private final Map<String, String> moving = new HashMap<>();
  private final Map<String, Instant> movedAt = new HashMap<>();
  private final Instant now = Instant.EPOCH.plus(Duration.ofHours(1));
  private Instant calmSince = Instant.EPOCH;
  private Instant unevenSince = Instant.EPOCH;
  private boolean isBalancing;

  PlacementTest() {
    node("a", 1);
    node("b", 1);
    node("c", 1);
  }

  private void node(String name, int version) {
    nodes.put(name, new Node(name, "1." + version, version, Standing.UP, true));
  }

  /** Shards of so many MiB a second each, with ascending numbers. */
  private void shards(String node, double... mebibytes) {
    for (double rate : mebibytes) {
      String shard = String.valueOf(homes.size());
      homes.put(shard, node);
      loads.put(shard, new ShardLoad(rate * MIB, 0));
    }
  }

  private Situation situation() {
    return new Situation(
        nodes,
        homes,
        loads,
        pins,
        drained,
        wanted,
        moving,
        movedAt,
        now,
        calmSince,
        Instant.EPOCH,
        unevenSince,
        isBalancing);
  }

  private Decision decide() {
    return placement.decide(situation());
  }

  @Test
  void theShardThatEvensTwoNodesOutBestGoesFromTheFullestToTheEmptiest() {
    shards("a", 1, 2, 3, 4);
    shards("b", 3, 2);
    shards("c", 1, 1);
    Decision decision = decide();
    assertThat(decision.moves().get(0))
        .satisfies(
            move -> {
              assertThat(move.shard()).isEqualTo("3");
              assertThat(move.from()).isEqualTo("a");
              assertThat(move.to()).isEqualTo("c");
              assertThat(move.cause()).isEqualTo(Cause.LOAD);
              assertThat(move.reason())
                  .isEqualTo(
                      "a carries 10.00 MiB/s (1.76 of a fair share) and c 2.00 MiB/s (0.35 of a"
                          + " fair share); the shard is 4.00 MiB/s (0.71 of a fair share) of that");
            });
    assertThat(decision.isBalancing()).isTrue();
  }

  @Test
  void aDifferenceBetweenTheThresholdsBeginsNothingButIsEvenedOutOnceBegun() {
    for (int i = 0; i < 36; i++) {
      shards(i < 13 ? "a" : i < 25 ? "b" : "c", 0.5);
    }
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().summary()).startsWith("balanced: ");
    isBalancing = true;
    assertThat(decide().moves()).extracting(Move::shard).containsExactly("0");
  }

  @Test
  void aPeakThatHasNotLastedMovesNothingYet() {
    shards("a", 1, 2, 3, 4);
    shards("b", 3, 2);
    unevenSince = now.minusSeconds(29);
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().isUneven()).isTrue();
    assertThat(decide().summary()).startsWith("uneven only just now");
    unevenSince = now.minusSeconds(30);
    assertThat(decide().moves()).isNotEmpty();
  }

  @Test
  void aShardThatCannotBeSplitIsNotCarriedAround() {
    shards("a", 30, 0.1, 0.1);
    shards("b", 2, 2);
    shards("c", 2, 2);
    Decision decision = decide();
    assertThat(decision.moves()).isEmpty();
    assertThat(decision.summary()).contains("cannot be split, is 30.00 MiB/s");
  }

  @Test
  void shardsThatArePinnedOrMovedLatelyStay() {
    shards("a", 2, 2, 2, 2);
    shards("b", 0.1);
    shards("c", 2);
    pins.put("0", "a");
    pins.put("1", "a");
    movedAt.put("2", now.minus(Duration.ofMinutes(4)));
    assertThat(decide().moves()).extracting(Move::shard).containsExactly("3");
  }

  @Test
  void whereNothingIsKnownShardsAreCounted() {
    shards("a", 0, 0, 0, 0, 0, 0);
    shards("b", 0);
    shards("c", 0, 0);
    loads.clear();
    assertThat(decide().moves())
        .hasSize(3)
        .allMatch(move -> move.from().equals("a"))
        .first()
        .satisfies(move -> assertThat(move.reason()).contains("6 shards (2.00 of a fair share)"));
  }

  @Test
  void whereLittleIsKnownNothingIsGuessed() {
    shards("a", 5, 5, 5, 5, 5);
    shards("b", 0);
    for (String shard : Set.of("0", "1", "2")) {
      loads.remove(shard);
    }
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().summary()).contains("only 3 of 6 shards is known");
  }

  @Test
  void quietShardsAreSpreadByTheirNumber() {
    shards("a", 0, 0, 0, 0, 0, 0);
    shards("b", 0);
    shards("c", 0, 0);
    assertThat(decide().moves()).hasSize(3);
  }

  @Test
  void bufferedBytesAreLoadToo() {
    isBalancing = true;
    shards("a", 1, 1, 1);
    shards("b", 1, 1, 1);
    shards("c", 1, 1, 1);
    loads.put("0", new ShardLoad(MIB, 120 * MIB));
    loads.put("1", new ShardLoad(MIB, 120 * MIB));
    assertThat(decide().moves()).isNotEmpty().allMatch(move -> move.from().equals("a"));
  }

  @Test
  void nothingMovesForLoadWhileTheClusterChanges() {
    shards("a", 5, 5, 5);
    calmSince = now.minusSeconds(59);
    assertThat(decide().summary()).contains("59 s ago");
    calmSince = Instant.EPOCH;
    assertThat(decide().moves()).isNotEmpty();
    nodes.computeIfPresent("c", (name, node) -> node.with(Standing.JOINING));
    assertThat(decide().summary()).contains("c is joining");
    node("c", 2);
    assertThat(decide().summary()).contains("versions 1.1, 1.2");
    nodes.computeIfPresent("c", (name, node) -> node.with(Standing.UNREACHABLE));
    drained.add("a");
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().summary()).contains("c is unreachable");
  }

  @Test
  void aDrainGoesBeforeLoadAndIsNotHeldUpByCoolDownCalmOrVersions() {
    shards("a", 1, 1, 1);
    shards("b", 9);
    calmSince = now;
    movedAt.put("0", now);
    drained.add("a");
    node("b", 2);
    assertThat(decide().moves())
        .extracting(Move::shard, Move::to, Move::cause)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("0", "b", Cause.DRAIN),
            org.assertj.core.groups.Tuple.tuple("1", "b", Cause.DRAIN),
            org.assertj.core.groups.Tuple.tuple("2", "b", Cause.DRAIN));
    drained.add("b");
    drained.add("c");
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().notices()).contains("a is drained, but no other node takes shards");
  }

  @Test
  void aDrainToAnOlderVersionSaysSo() {
    node("a", 2);
    shards("a", 1);
    drained.add("a");
    assertThat(decide().moves().get(0).reason()).contains("older version");
  }

  @Test
  void aPinBringsItsShardHomeUnlessItsNodeCannotHaveIt() {
    shards("a", 1, 1);
    shards("b", 1, 1);
    pins.put("0", "c");
    assertThat(decide().moves())
        .singleElement()
        .satisfies(move -> assertThat(move.reason()).isEqualTo("an operator pinned it to c"));

    drained.add("c");
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().notices()).singleElement().asString().contains("c, which is drained");
    drained.clear();
    nodes.remove("c");
    assertThat(decide().notices()).singleElement().asString().contains("is not in the cluster");
    node("c", 0);
    assertThat(decide().moves()).isEmpty();
    assertThat(decide().notices()).singleElement().asString().contains("runs an older version");
  }

  @Test
  void aShardGoesWhereAnOperatorMovesItWithoutWaitingForCalmOrCoolDown() {
    shards("a", 1, 1);
    shards("b", 1);
    calmSince = now;
    movedAt.put("0", now);
    wanted.put("0", "c");
    assertThat(decide().moves())
        .singleElement()
        .isEqualTo(new Move("0", "a", "c", Cause.ORDER, "an operator moved it to c"));
    drained.add("a");
    assertThat(decide().moves())
        .extracting(Move::shard, Move::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("0", "c"),
            org.assertj.core.groups.Tuple.tuple("1", "b"));
  }

  @Test
  void aMoveThatCannotBeIsRefusedWithTheReason() {
    shards("a", 1, 1);
    assertThat(refusal("0", "c")).isEqualTo("none");
    assertThat(refusal("9", "c")).contains("lives nowhere yet");
    assertThat(refusal("0", "x")).isEqualTo("x is not in the cluster");
    pins.put("0", "b");
    assertThat(refusal("0", "c")).contains("is pinned to b");
    assertThat(refusal("0", "b")).isEqualTo("none");
    pins.clear();
    moving.put("0", "b");
    assertThat(refusal("0", "c")).contains("is on its way to b");
    moving.clear();
    node("c", 0);
    assertThat(refusal("0", "c")).contains("c runs an older version than a");
    node("c", 1);
    drained.add("c");
    assertThat(refusal("0", "c")).isEqualTo("c is drained");
    drained.clear();
    nodes.computeIfPresent("b", (name, node) -> node.with(Standing.UNREACHABLE));
    assertThat(refusal("0", "c")).contains("b is unreachable");
  }

  @Test
  void aPinThatCameAfterAMoveHolds() {
    shards("a", 1);
    wanted.put("0", "c");
    pins.put("0", "b");
    assertThat(decide().moves()).extracting(Move::to).containsExactly("b");
  }

  private String refusal(String shard, String to) {
    return MoveOrder.refusal(shard, to, situation()).orElse("none");
  }

  @Test
  void aPinDoesNotKeepAShardOnADrainedNode() {
    shards("a", 1);
    pins.put("0", "a");
    drained.add("a");
    assertThat(decide().moves()).extracting(Move::cause).containsExactly(Cause.DRAIN);
    assertThat(decide().notices()).isNotEmpty();
  }

  @Test
  void aShardWithoutAHomeGoesToItsPinOrTheNewestVersionOrTheEmptiestNode() {
    shards("a", 1, 1);
    shards("b", 1);
    shards("c", 3);
    assertThat(placed("9")).isEqualTo("b");
    node("c", 2);
    assertThat(placed("9")).isEqualTo("c");
    pins.put("9", "a");
    assertThat(placed("9")).isEqualTo("a");
    drained.add("a");
    drained.add("b");
    drained.add("c");
    assertThat(placed("9")).as("rather on a drained node than nowhere").isEqualTo("b");
    nodes.clear();
    assertThat(placement.place("9", situation())).isEmpty();
  }

  private String placed(String shard) {
    return placement.place(shard, situation()).map(Home::node).orElse("nowhere");
  }

  @Test
  void shardsOnTheirWayCountWhereTheyGo() {
    shards("a", 2, 2, 2);
    shards("b", 2);
    shards("c", 2);
    moving.put("0", "b");
    assertThat(decide().moves()).isEmpty();
  }
}
