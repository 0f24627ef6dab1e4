package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.util.List;

/** One node after another is drained and takes shards again; so for as long as there is time. */
final class Drains implements Act {
  private final int least;

  /**
   * @param least nodes, one after another
   */
  Drains(int least) {
    this.least = least;
  }

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    ArrayNode drains = stage.figures().putArray("drains");
    long end = System.nanoTime() + stage.least().toNanos();
    for (int i = 0; i < least || System.nanoTime() < end; i++) {
      List<ClusterNode> nodes = stage.cluster().nodes();
      ClusterNode node = nodes.get(i % nodes.size());
      drain(stage, node, drains.addObject().put("node", node.name()));
    }
  }

  private static void drain(Stage stage, ClusterNode node, ObjectNode figures)
      throws IOException, InterruptedException {
    ClusterNode witness = stage.cluster().other(node);
    int shards = Until.answered(Stage.PATIENCE, () -> Cluster.shardsOn(witness, node.name()));
    figures.put("shards", shards);
    figures.put("partitions", Cluster.partitionsOn(witness, node.name()));
    figures.put("livePartitions", Cluster.partitions(witness));
    long begun = System.nanoTime();
    witness.api().order("/v1/nodes/" + node.name() + "/drain");
    try {
      Until.await(
          "the drain of " + node,
          Stage.PATIENCE,
          () -> Cluster.shardsOn(witness, node.name()) == 0);
      figures.put("drainedSeconds", Stage.secondsSince(begun));
      stage.awaitAccepting(begun);
      figures.put(
          "longestPauseSeconds", Stage.rounded(stage.acks().longestGap(begun, System.nanoTime())));
      stage.say("drained: " + figures);
    } finally {
      witness.api().order("/v1/nodes/" + node.name() + "/undrain");
    }
  }
}
