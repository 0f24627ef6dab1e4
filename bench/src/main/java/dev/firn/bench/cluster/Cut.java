package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The network between nodes is cut, and mended when the split-brain resolver has decided: once so
 * that the node that founds clusters is on the losing side, and once so that it is not.
 */
final class Cut implements Act {
  /** Enough for the decision, the ends of nodes, and their being started into the cut. */
  private static final Duration CUT = Duration.ofSeconds(40);

  /** How cables are cut, and mended. */
  interface Kind {
    void apply(Namespaces network, int victim, boolean isCut)
        throws IOException, InterruptedException;
  }

  /** The victim and the others do not reach each other; all of them reach everything else. */
  static final Kind SPLIT =
      (network, victim, isCut) -> {
        for (int other = 0; other < network.nodes().size(); other++) {
          if (other != victim) {
            between(network, victim, other, isCut);
          }
        }
      };

  /** The victim reaches nothing. */
  static final Kind ISOLATED =
      (network, victim, isCut) -> {
        if (isCut) {
          network.unplug(victim);
        } else {
          network.plugIn(victim);
        }
      };

  /**
   * What the victim sends to the next node does not arrive, what that sends does; the third node
   * and both hear each other.
   */
  static final Kind ASYMMETRIC =
      (network, victim, isCut) -> {
        int deaf = (victim + 1) % network.nodes().size();
        if (isCut) {
          network.mute(victim, deaf);
        } else {
          network.unmute(victim, deaf);
        }
      };

  private final String name;
  private final Kind kind;

  Cut(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  private static void between(Namespaces network, int one, int other, boolean isCut)
      throws IOException, InterruptedException {
    if (isCut) {
      network.part(one, other);
    } else {
      network.join(one, other);
    }
  }

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    if (!(stage.cluster().places() instanceof Namespaces network)) {
      throw new IllegalStateException("Nodes on loopback cannot be cut off");
    }
    ArrayNode cuts = stage.figures().putArray("cuts");
    for (int victim : List.of(0, network.nodes().size() - 1)) {
      cut(
          stage,
          network,
          victim,
          cuts.addObject().put("node", stage.cluster().nodes().get(victim).name()));
    }
  }

  private void cut(Stage stage, Namespaces network, int victim, ObjectNode figures)
      throws IOException, InterruptedException {
    List<Integer> ends = ends(stage);
    long begun = System.nanoTime();
    kind.apply(network, victim, true);
    figures.put("acceptingSeconds", stage.awaitAccepting(begun));
    stage.say(name + " of node " + victim + ", accepting again: " + figures);
    Stage.rest(CUT.minusNanos(System.nanoTime() - begun));
    kind.apply(network, victim, false);
    long healed = System.nanoTime();
    figures.put("cutSeconds", Stage.rounded((healed - begun) / 1e9));
    figures.put("wholeSecondsAfter", stage.awaitWhole(healed));
    ArrayNode restarts = figures.putArray("restarts");
    List<Integer> now = ends(stage);
    for (int node = 0; node < now.size(); node++) {
      restarts.add(now.get(node) - ends.get(node));
    }
    stage.say("healed: " + figures);
  }

  private static List<Integer> ends(Stage stage) {
    return stage.cluster().nodes().stream().map(node -> node.ends().size()).toList();
  }
}
