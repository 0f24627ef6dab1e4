package dev.firn.bench.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench crash}. */
@Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a node, writes to it, kills it at random moments, starts it again on the same data,",
      "and checks that every acknowledged event is in the table exactly once.",
      "Exit code 1 when one is not."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class CrashCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--kills", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int kills;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Events a second; 0 for flat out (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--batch", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(names = "--types", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
  private int types;

  @Option(names = "--hours", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}")
  private int hours;

  @Option(names = "--connections", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--shortest-life",
      paramLabel = "S",
      defaultValue = "2",
      description = "Seconds from ready to the next kill, at least (default: ${DEFAULT-VALUE})")
  private int shortestLife;

  @Option(
      names = "--longest-life",
      paramLabel = "S",
      defaultValue = "15",
      description = "Seconds from ready to the next kill, at most (default: ${DEFAULT-VALUE})")
  private int longestLife;

  @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Settings of the node")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--data", paramLabel = "DIR", description = "Keep the node's data there")
  private @Nullable Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CrashPlan plan = plan();
    Path script =
        NodeLauncher.findScript()
            .orElseThrow(
                () -> new ParameterException(spec.commandLine(), "No ./firn here to start"));
    try (WorkFolder folder = WorkFolder.open(Optional.ofNullable(data))) {
      NodeLauncher launcher = new NodeLauncher.Script(script, Optional.empty());
      CrashRun run = new CrashRun(plan, launcher, folder.path(), spec.commandLine().getErr());
      CrashRun.Outcome outcome = run.run();
      print(plan, outcome);
      return outcome.problems().isEmpty() ? 0 : 1;
    }
  }

  private CrashPlan plan() {
    List<String> nodeSettings = new ArrayList<>(settings.stream().map(s -> "-D" + s).toList());
    int run = ThreadLocalRandom.current().nextInt();
    try {
      return new CrashPlan(
          new Workload(batch, types, hours, 400, Workload.Mix.BATCH, run),
          kills,
          rate,
          connections,
          Duration.ofSeconds(shortestLife),
          Duration.ofSeconds(longestLife),
          nodeSettings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void print(CrashPlan plan, CrashRun.Outcome outcome) throws IOException {
    LoadResult load = outcome.load();
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode report =
        json.createObjectNode()
            .put("correct", outcome.problems().isEmpty())
            .put("kills", plan.kills())
            .put("acknowledged", load.acknowledged())
            .put("duplicatesAfterRetry", load.duplicates())
            .put("indeterminate", load.indeterminate())
            .put("rejected", load.rejected())
            .put("rows", outcome.rows())
            .put("retriesAfterFault", load.retriesAfterFault())
            .put("retriesAfterBusy", load.retriesAfterBusy());
    report.set("startSeconds", json.valueToTree(outcome.startSeconds()));
    report.set("problems", json.valueToTree(outcome.problems()));
    spec.commandLine().getOut().println(json.writeValueAsString(report));
  }
}
