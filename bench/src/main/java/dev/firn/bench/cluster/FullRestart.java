package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * SIGKILL of all nodes when no events come any more; all are started again. Every partition with
 * rows that are not in the table must be awake again although nobody asks for it.
 */
final class FullRestart implements Act {
  private static final double LONGEST_WAKING_SECONDS = 10;

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    Set<String> full = new HashSet<>();
    for (JsonNode partition : list(stage.cluster().other())) {
      if (partition.path("rows").asLong() > 0) {
        full.add(partition.path("partition").asText());
      }
    }
    for (ClusterNode node : stage.cluster().nodes()) {
      node.kill();
    }
    long killed = System.nanoTime();
    ClusterNode first = stage.cluster().nodes().get(0);
    Until.await("the first node that is ready", Stage.PATIENCE, () -> isAnyReady(stage));
    long ready = System.nanoTime();
    Until.await("partitions awake", Stage.PATIENCE, () -> areAwake(first, full));
    double waking = Stage.secondsSince(ready);
    stage
        .figures()
        .put("partitionsWithRows", full.size())
        .put("readySeconds", Stage.rounded((ready - killed) / 1e9))
        .put("awakeSeconds", Stage.secondsSince(killed))
        .put("awakeSecondsAfterReady", waking)
        .put("wholeSeconds", stage.awaitWhole(killed));
    stage.say("started again: " + stage.figures());
    if (waking > LONGEST_WAKING_SECONDS) {
      stage.problem("Partitions with rows were awake only " + waking + " s after a node was ready");
    }
  }

  private static boolean isAnyReady(Stage stage) throws InterruptedException {
    for (ClusterNode node : stage.cluster().nodes()) {
      if (node.api().isReady()) {
        return true;
      }
    }
    return false;
  }

  private static boolean areAwake(ClusterNode asked, Set<String> partitions)
      throws IOException, InterruptedException {
    Set<String> awake = new HashSet<>();
    for (JsonNode partition : list(asked)) {
      if (!partition.path("state").asText().equals("recovering")) {
        awake.add(partition.path("partition").asText());
      }
    }
    return awake.containsAll(partitions);
  }

  private static JsonNode list(ClusterNode asked) throws IOException, InterruptedException {
    return asked.api().ask("/v1/partitions").path("partitions");
  }
}
