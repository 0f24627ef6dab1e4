package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;

/**
 * SIGKILL of each node in turn, which stays away until the others have taken over: how long that
 * takes, and what the time goes into.
 */
final class Failover implements Act {
  private static final double LONGEST_SECONDS = 15;

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    ArrayNode all = stage.figures().putArray("failovers");
    for (ClusterNode node : stage.cluster().nodes()) {
      fail(stage, node, all.addObject().put("node", node.name()));
    }
  }

  private static void fail(Stage stage, ClusterNode node, ObjectNode figures)
      throws IOException, InterruptedException {
    ClusterNode witness = stage.cluster().other(node);
    Cluster cluster = stage.cluster();
    figures.put("shards", ask(() -> Cluster.shardsOn(witness, node.name())));
    figures.put("wasOldest", ask(cluster::coordinator) == node);
    figures.put("wasCommitter", ask(cluster::committer) == node);
    node.hold();
    long killed = System.nanoTime();
    node.kill();
    try {
      await("unreachable", killed, figures, () -> !isReachable(witness, node));
      await("removed", killed, figures, () -> !isMember(witness, node));
      await("rehomed", killed, figures, () -> Cluster.shardsOn(witness, node.name()) == 0);
      double accepting = stage.awaitAccepting(killed);
      figures.put("acceptingSeconds", accepting);
      stage.bound("the failover of " + node, accepting, LONGEST_SECONDS);
    } finally {
      node.release();
    }
    long released = System.nanoTime();
    figures.put("wholeSecondsAfterRestart", stage.awaitWhole(released));
    stage.say("failed over: " + figures);
  }

  private static <T> T ask(Until.Answer<T> question) throws IOException, InterruptedException {
    return Until.answered(Stage.PATIENCE, question);
  }

  private static void await(String what, long killed, ObjectNode figures, Until.Condition condition)
      throws IOException, InterruptedException {
    Until.await(what, Stage.PATIENCE, condition);
    figures.put(what + "Seconds", Stage.secondsSince(killed));
  }

  private static boolean isReachable(ClusterNode witness, ClusterNode node)
      throws IOException, InterruptedException {
    for (JsonNode member : witness.api().ask("/v1/nodes").path("nodes")) {
      if (member.path("node").asText().equals(node.name())) {
        return member.path("reachable").asBoolean();
      }
    }
    return false;
  }

  private static boolean isMember(ClusterNode witness, ClusterNode node)
      throws IOException, InterruptedException {
    for (JsonNode member : witness.api().ask("/v1/nodes").path("nodes")) {
      if (member.path("node").asText().equals(node.name())) {
        return true;
      }
    }
    return false;
  }
}
