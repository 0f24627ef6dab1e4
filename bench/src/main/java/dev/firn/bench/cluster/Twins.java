package dev.firn.bench.cluster;

import dev.firn.bench.cluster.Scenario.Act;
import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Another process is given the address of the first seed node while that runs: once at the same
 * place, and once listening elsewhere, as where two machines are given one name. It must end and
 * say why; the cluster takes no notice.
 */
final class Twins implements Act {
  private final Duration patience;

  /**
   * @param patience until the twin must have ended
   */
  Twins(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    ClusterNode node = stage.cluster().nodes().get(0);
    refuse(stage, node, "sameAddress", List.of());
    refuse(stage, node, "sameName", List.of("-Dfirn.cluster.bind-host=127.0.0.2"));
  }

  private void refuse(Stage stage, ClusterNode node, String how, List<String> more)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    int ends = node.ends().size();
    try (ClusterNode twin = stage.cluster().twinOf(node, NodeProcess.freePort(), more)) {
      twin.release();
      boolean hasEnded = Until.holds(patience, () -> !twin.ends().isEmpty());
      twin.hold();
      stage.figures().put(how + "Seconds", Stage.secondsSince(begun));
      if (hasEnded) {
        stage.figures().put(how + "ExitCode", twin.ends().get(0).exitCode());
      }
      String words =
          twin.lastWords().lines().filter(line -> line.startsWith("firn:")).findFirst().orElse("");
      stage.figures().put(how + "Words", words);
      if (!hasEnded || words.isEmpty() || twin.ends().get(0).exitCode() == 0) {
        stage.problem("The twin was not refused: " + twin.lastWords());
      }
    }
    if (node.ends().size() > ends) {
      stage.problem(node + " has ended because of its twin");
    }
    stage.say("twin: " + stage.figures());
  }
}
