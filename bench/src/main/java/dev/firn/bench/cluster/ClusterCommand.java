package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.cli.NodeOptions;
import dev.firn.bench.cluster.Session.Outcome;
import dev.firn.bench.target.Machine;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench cluster}. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a cluster of nodes on one PostgreSQL under load, kills, halts, moves, restarts and cuts",
      "off its nodes, and checks that every acknowledged event is in the table exactly once and",
      "that the cluster is whole again by itself. Exit code 1 if not."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ClusterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      split = ",",
      defaultValue = "all",
      description = "Some of ${COMPLETION-CANDIDATES}, with commas between (default: all)")
  private List<ScenarioName> scenarios;

  @Option(names = "--nodes", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int nodes;

  @Option(
      names = "--minutes",
      defaultValue = "1",
      description = "Each scenario lasts at least so long (default: ${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Events a second; 0 for flat out (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--connections", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Mixin private NodeOptions nodeOptions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    try (WorkFolder folder = nodeOptions.openFolder()) {
      List<ScenarioName> chosen = ScenarioName.chosen(scenarios);
      play(
          folder.path().resolve("loopback"),
          chosen.stream().filter(name -> !name.needsNetwork()).toList(),
          () -> Places.Loopback.of(nodes),
          outcomes);
      List<ScenarioName> cut = chosen.stream().filter(ScenarioName::needsNetwork).toList();
      Optional<String> hindrance = Namespaces.hindrance();
      if (!cut.isEmpty() && hindrance.isPresent()) {
        progress().println("Skipped: " + cut + ": " + hindrance.get());
      } else {
        Path cutFolder = folder.path().resolve("namespaces");
        play(cutFolder, cut, () -> Namespaces.make(nodes, cutFolder), outcomes);
      }
    }
    return print(outcomes);
  }

  private interface PlacesOf {
    Places make() throws IOException, InterruptedException;
  }

  private void play(Path folder, List<ScenarioName> names, PlacesOf places, List<Outcome> outcomes)
      throws IOException, InterruptedException {
    if (names.isEmpty()) {
      return;
    }
    try (Cluster cluster =
        Cluster.start(folder, places.make(), nodeOptions.settings(), List.of())) {
      Session session =
          new Session(
              cluster,
              ThreadLocalRandom.current().nextInt(),
              rate,
              connections,
              Duration.ofMillis((long) (minutes * 60_000)),
              true,
              progress());
      for (ScenarioName name : names) {
        Outcome outcome = session.play(name.scenario());
        outcomes.add(outcome);
        outcome.problems().forEach(progress()::println);
        progress().flush();
      }
    }
  }

  private PrintWriter progress() {
    return spec.commandLine().getErr();
  }

  private int print(List<Outcome> outcomes) throws InterruptedException {
    boolean isCorrect = outcomes.stream().allMatch(outcome -> outcome.problems().isEmpty());
    ObjectNode report = JsonReport.object().put("correct", isCorrect).put("nodes", nodes);
    report.set("machine", JsonReport.value(Machine.current()));
    ArrayNode all = report.putArray("scenarios");
    outcomes.forEach(outcome -> all.add(outcome.json()));
    spec.commandLine().getOut().println(JsonReport.text(report));
    return isCorrect ? 0 : 1;
  }
}
