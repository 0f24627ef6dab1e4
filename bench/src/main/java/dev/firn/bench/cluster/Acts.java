package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What happens to nodes as processes. */
final class Acts {
  private static final int TERMINATED = 143;

  private Acts() {}

  /** Finds the node that has a part. */
  interface Part {
    ClusterNode holder(Cluster cluster) throws IOException, InterruptedException;
  }

  /** SIGKILL of the holder of a part, which is started again at once. */
  static Act kill(String part, Part finder) {
    return stage -> {
      ClusterNode node = find(part, finder, stage.cluster());
      long killed = System.nanoTime();
      node.kill();
      ObjectNode figures = stage.figures().putObject(part).put("node", node.name());
      figures.put("acceptingSeconds", stage.awaitAccepting(killed));
      figures.put("wholeSeconds", stage.awaitWhole(killed));
      stage.say(part + " killed: " + figures);
    };
  }

  /** A committer is there when the first file is. */
  private static ClusterNode find(String part, Part finder, Cluster cluster)
      throws IOException, InterruptedException {
    Until.await(
        "a holder of the part " + part, Stage.PATIENCE, () -> finder.holder(cluster).isAlive());
    return finder.holder(cluster);
  }

  /** All of them, one after another. */
  static Act all(List<Act> acts) {
    return stage -> {
      for (Act act : acts) {
        act.play(stage);
      }
    };
  }

  /** SIGTERM of one node after another, each started again at once. */
  static Act rollingRestart() {
    return stage -> {
      ArrayNode restarts = stage.figures().putArray("restarts");
      for (ClusterNode node : stage.cluster().nodes()) {
        int ends = node.ends().size();
        long begun = System.nanoTime();
        node.terminate();
        Until.await("the end of " + node, Stage.PATIENCE, () -> node.ends().size() > ends);
        ClusterNode.End end = node.ends().get(ends);
        ObjectNode figures =
            restarts
                .addObject()
                .put("node", node.name())
                .put("exitCode", end.exitCode())
                .put("stopSeconds", Stage.rounded((end.at() - begun) / 1e9))
                .put("wholeSeconds", stage.awaitWhole(begun));
        stage.awaitAccepting(begun);
        figures.put(
            "longestPauseSeconds",
            Stage.rounded(stage.acks().longestGap(begun, System.nanoTime())));
        stage.say("restarted: " + figures);
        if (end.exitCode() != TERMINATED) {
          stage.problem(node + " ended with " + end.exitCode() + " after SIGTERM");
        }
      }
    };
  }

  /** A second process is given the address of a node that runs. */
  static Act twin(Duration patience) {
    return new Twins(patience);
  }
}
