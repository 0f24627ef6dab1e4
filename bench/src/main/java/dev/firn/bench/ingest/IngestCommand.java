package dev.firn.bench.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.cli.NodeOptions;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.ClusterProcess;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = {
      "Drives a node over HTTP, waits until everything is committed, reports JSON.",
      "Exit code 1 when an acknowledged event is missing or a row is there twice."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class IngestCommand implements Callable<Integer> {
  private static final Duration START_PATIENCE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      defaultValue = "max",
      description = "Events a second, open loop; or max, closed loop (default: ${DEFAULT-VALUE})")
  private String rate;

  @Option(
      names = "--duration",
      paramLabel = "S",
      defaultValue = "60",
      description = "Seconds of measured load (default: ${DEFAULT-VALUE})")
  private int duration;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "10",
      description = "Seconds of the same load before it, not measured (default: ${DEFAULT-VALUE})")
  private int warmup;

  @Option(
      names = "--batch",
      defaultValue = "100",
      description = "Events a request (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--types",
      defaultValue = "10",
      description = "Event types (default: ${DEFAULT-VALUE})")
  private int types;

  @Option(
      names = "--hours",
      defaultValue = "1",
      description = "Hours of event time (default: ${DEFAULT-VALUE})")
  private int hours;

  @Option(
      names = "--event-bytes",
      defaultValue = "800",
      description = "Average size of an event (default: ${DEFAULT-VALUE})")
  private int eventBytes;

  @Option(
      names = "--mix",
      paramLabel = "batch|request",
      defaultValue = "batch",
      description =
          "Each request over all types and hours, or one of them (default: ${DEFAULT-VALUE})")
  private Workload.Mix mix;

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "Requests at a time at most (default: ${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "A running, idle node; else one is started")
  private @Nullable URI to;

  @Option(names = "--pid", description = "With --to: the node's process, for CPU and memory")
  private @Nullable Long pid;

  @Option(
      names = "--node-jvm-args",
      paramLabel = "ARGS",
      description = "For the started node's JVM, for example \"-Xmx1g -XX:+UseSerialGC\"")
  private @Nullable String nodeJvmArguments;

  @Mixin private NodeOptions nodeOptions;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description =
          "Start a cluster of so many, as ./firn cluster does, and post to all in turn; its journal"
              + " is in PostgreSQL")
  private @Nullable Integer nodes;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the report there as well")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plan plan = plan();
    ObjectNode report = run(plan);
    String text = JsonReport.text(report);
    spec.commandLine().getOut().println(text);
    if (out != null) {
      Files.writeString(out, text + "\n");
    }
    boolean correct = report.path("correct").asBoolean();
    if (!correct) {
      spec.commandLine().getErr().println("FAILED: " + report.path("problems"));
    }
    return correct ? 0 : 1;
  }

  private ObjectNode run(Plan plan) throws IOException, InterruptedException {
    if (to != null) {
      return runGivenNode(plan, to);
    }
    return nodes == null ? runOwnNode(plan) : runCluster(plan, nodes);
  }

  private Plan plan() {
    double eventsPerSecond = rate.equals("max") ? 0 : number(rate);
    try {
      Workload workload =
          new Workload(batch, types, hours, eventBytes, mix, ThreadLocalRandom.current().nextInt());
      return new Plan(
          workload,
          eventsPerSecond,
          Duration.ofSeconds(warmup),
          Duration.ofSeconds(duration),
          connections);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "--rate takes a number or max, got " + text, e);
    }
  }

  private ObjectNode runGivenNode(Plan plan, URI node) throws IOException, InterruptedException {
    OptionalLong process = pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
    if (process.isPresent() && ProcessHandle.of(process.getAsLong()).isEmpty()) {
      // Before anything is sent: the node at the URL is then not the one that was meant.
      throw new ParameterException(spec.commandLine(), "--pid: there is no process " + pid);
    }
    return new IngestRun(plan, Subject.of(node, process), spec.commandLine().getErr()).run();
  }

  private ObjectNode runCluster(Plan plan, int count) throws IOException, InterruptedException {
    try (WorkFolder folder = nodeOptions.openShared();
        ClusterProcess cluster =
            ClusterProcess.start(count, folder.path(), settings(), START_PATIENCE)) {
      ObjectNode report =
          new IngestRun(plan, Subject.of(cluster), spec.commandLine().getErr()).run();
      ((ObjectNode) report.path("plan")).put("nodes", count);
      return report;
    }
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    settings.add("-Dfirn.ingest.accept-past=unbounded");
    settings.addAll(nodeOptions.settings());
    return settings;
  }

  private ObjectNode runOwnNode(Plan plan) throws IOException, InterruptedException {
    Path script =
        NodeLauncher.findScript()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "No ./firn here to start a node with; give --to URL"));
    try (WorkFolder folder = nodeOptions.openFolder();
        NodeProcess node =
            NodeProcess.start(
                new NodeLauncher.Script(script, Optional.ofNullable(nodeJvmArguments)),
                NodeProcess.freePort(),
                folder.path(),
                settings(),
                START_PATIENCE)) {
      return new IngestRun(
              plan,
              Subject.of(node.url(), OptionalLong.of(node.pid())),
              spec.commandLine().getErr())
          .run();
    }
  }
}
