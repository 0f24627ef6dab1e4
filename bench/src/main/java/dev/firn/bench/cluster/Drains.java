package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.util.List;

/** One node after another is drained and takes shards again; so for as long as there is time. */
final class Drains implements Act {
  private static final double LONGEST_SECONDS = 10;

  private final int least;
  private final boolean gathers;

  private Drains(int least, boolean gathers) {
    this.least = least;
    this.gathers = gathers;
  }

  /**
   * Of what the nodes hold at the time.
   *
   * @param least nodes, one after another
   */
  static Drains of(int least) {
    return new Drains(least, false);
  }

  /** Each of a node that holds everything: all others were drained before. */
  static Drains ofEverything(int least) {
    return new Drains(least, true);
  }

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    ArrayNode drains = stage.figures().putArray("drains");
    long end = System.nanoTime() + stage.least().toNanos();
    for (int i = 0; i < least || System.nanoTime() < end; i++) {
      List<ClusterNode> nodes = stage.cluster().nodes();
      ClusterNode node = nodes.get(i % nodes.size());
      if (gathers) {
        gatherOn(stage, node);
      }
      drain(stage, node, drains.addObject().put("node", node.name()));
    }
  }

  private static void gatherOn(Stage stage, ClusterNode node)
      throws IOException, InterruptedException {
    for (ClusterNode other : stage.cluster().nodes()) {
      if (other != node) {
        order(node, other, "drain");
        awaitEmpty(node, other);
      }
    }
    // Nothing goes back to them by itself: load is balanced only after a calm of a minute.
    for (ClusterNode other : stage.cluster().nodes()) {
      if (other != node) {
        order(node, other, "undrain");
      }
    }
  }

  private static void drain(Stage stage, ClusterNode node, ObjectNode figures)
      throws IOException, InterruptedException {
    ClusterNode witness = stage.cluster().other(node);
    int shards = Until.answered(Stage.PATIENCE, () -> Cluster.shardsOn(witness, node.name()));
    figures.put("shards", shards);
    figures.put("partitionsAtLastReport", Cluster.partitionsOn(witness, node.name()));
    figures.put("livePartitions", Cluster.partitions(witness));
    long begun = System.nanoTime();
    order(witness, node, "drain");
    try {
      awaitEmpty(witness, node);
      double drained = Stage.secondsSince(begun);
      figures.put("drainedSeconds", drained);
      stage.bound("the drain of " + node, drained, LONGEST_SECONDS);
      stage.awaitAccepting(begun);
      figures.put(
          "longestPauseSeconds", Stage.rounded(stage.acks().longestGap(begun, System.nanoTime())));
      stage.say("drained: " + figures);
    } finally {
      order(witness, node, "undrain");
    }
  }

  private static void awaitEmpty(ClusterNode witness, ClusterNode node)
      throws IOException, InterruptedException {
    Until.await(
        "the drain of " + node, Stage.PATIENCE, () -> Cluster.shardsOn(witness, node.name()) == 0);
  }

  private static void order(ClusterNode asked, ClusterNode node, String word)
      throws IOException, InterruptedException {
    String path = "/v1/nodes/" + node.name() + "/" + word;
    JsonNode unused = Until.answered(Stage.PATIENCE, () -> asked.api().order(path));
  }
}
