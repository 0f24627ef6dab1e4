package dev.firn.bench.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.cli.NodeOptions;
import dev.firn.bench.load.Acknowledgements;
import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench schema}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = {
      "Adds, renames, widens and drops columns of a node's table while it takes events, reads old and",
      "new snapshots with Iceberg's own reader, compacts, reads again, reports JSON.",
      "Exit code 1 when a request failed or a row is not right."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SchemaCommand implements Callable<Integer> {
  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(2);
  private static final int BATCH = 100;
  private static final int EVENT_BYTES = 800;
  private static final int CONNECTIONS = 16;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "Events a second (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "S",
      defaultValue = "120",
      description = "Seconds of load (default: ${DEFAULT-VALUE})")
  private int duration;

  @Option(
      names = "--types",
      defaultValue = "2",
      description = "Event types (default: ${DEFAULT-VALUE})")
  private int types;

  @Mixin private NodeOptions nodeOptions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path script =
        NodeLauncher.findScript()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "No ./firn here to start a node with"));
    List<String> settings = new ArrayList<>(List.of("-Dfirn.ingest.accept-past=unbounded"));
    settings.addAll(nodeOptions.settings());
    try (WorkFolder folder = nodeOptions.openFolder();
        NodeProcess node =
            NodeProcess.start(
                new NodeLauncher.Script(script, Optional.empty()),
                NodeProcess.freePort(),
                folder.path(),
                settings,
                START_PATIENCE);
        LoadGenerator load =
            new LoadGenerator(
                node.url(), workload(), CONNECTIONS, REQUEST_PATIENCE, Acknowledgements.IGNORED)) {
      ObjectNode report =
          new SchemaRun(node.url(), spec.commandLine().getErr())
              .run(load, Duration.ofSeconds(duration), rate);
      spec.commandLine().getOut().println(JsonReport.text(report));
      return report.path("correct").asBoolean() ? 0 : 1;
    }
  }

  private Workload workload() {
    int run = ThreadLocalRandom.current().nextInt();
    return new Workload(BATCH, types, 1, EVENT_BYTES, Workload.Mix.BATCH, run);
  }
}
