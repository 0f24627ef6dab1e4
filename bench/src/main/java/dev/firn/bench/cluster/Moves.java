package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The shard of the hottest partition is moved to the next node, again and again: for how long
 * nobody gets an acknowledgement.
 */
final class Moves implements Act {
  private static final Duration SEEN = Duration.ofSeconds(2);
  private static final int LEAST_MOVES = 2;
  private static final double LONGEST_PAUSE_SECONDS = 1;

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    Cluster cluster = stage.cluster();
    JsonNode hot = Until.answered(Stage.PATIENCE, cluster::fullestPartition);
    String shard = Cluster.shardOf(hot);
    List<Double> pauses = new ArrayList<>();
    List<Double> done = new ArrayList<>();
    long end = System.nanoTime() + stage.least().toNanos();
    while (System.nanoTime() < end || pauses.size() < LEAST_MOVES) {
      ClusterNode home =
          Until.answered(Stage.PATIENCE, () -> cluster.holderOf(cluster.other(), hot));
      ClusterNode next = next(cluster, home);
      long begun = System.nanoTime();
      order(next, shard);
      Until.await(
          "the move of shard " + shard,
          Stage.PATIENCE,
          () -> Cluster.homeOf(home, shard).equals(next.name()));
      done.add(Stage.secondsSince(begun));
      Stage.rest(SEEN);
      pauses.add(Stage.rounded(stage.acks().longestGap(begun, System.nanoTime())));
    }
    stage.figures().put("moves", pauses.size());
    stage.figures().set("pauseSeconds", spread(pauses));
    stage.figures().set("movedSeconds", spread(done));
    double p99 = stage.figures().path("pauseSeconds").path("p99").asDouble();
    stage.bound("the pause of a moved partition, at p99,", p99, LONGEST_PAUSE_SECONDS);
    stage.say("moved: " + stage.figures());
  }

  /** Where the coordinator has just moved, an order is to be given again. */
  private static void order(ClusterNode to, String shard) throws IOException, InterruptedException {
    String path = "/v1/shards/partition/" + shard + "/move?to=" + to.name();
    JsonNode unused = Until.answered(Stage.PATIENCE, () -> to.api().order(path));
  }

  private static ClusterNode next(Cluster cluster, ClusterNode home) {
    List<ClusterNode> nodes = cluster.nodes();
    return nodes.get((nodes.indexOf(home) + 1) % nodes.size());
  }

  static ObjectNode spread(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    ObjectNode json = JsonReport.object().put("count", sorted.size());
    return json.put("median", sorted.get(sorted.size() / 2))
        .put("p90", sorted.get(sorted.size() * 9 / 10))
        .put("p99", sorted.get(sorted.size() * 99 / 100))
        .put("worst", sorted.get(sorted.size() - 1));
  }
}
