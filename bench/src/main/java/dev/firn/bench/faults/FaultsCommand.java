package dev.firn.bench.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.load.Workload;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench faults}. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a node between a faulty catalog and a faulty S3 store, kills it again and again, and",
      "checks that every acknowledged event is in the table exactly once. Exit code 1 if not."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class FaultsCommand implements Callable<Integer> {
  /** What happens. */
  enum Scenario {
    /** Everything, at random. */
    RANDOM,
    /** kill -9 with --backlog events that are not flushed. */
    BACKLOG,
    /** The store is gone for --minutes. */
    STORE_OUTAGE,
    /** The catalog is gone for --minutes. */
    CATALOG_OUTAGE
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      defaultValue = "RANDOM",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scenario scenario;

  @Option(names = "--minutes", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Events a second; 0 for flat out (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--seed", description = "Of everything that is drawn; a random one by default")
  private @Nullable Long seed;

  @Option(
      names = "--backlog",
      defaultValue = "200000",
      description = "Unflushed events at the kill (default: ${DEFAULT-VALUE})")
  private int backlog;

  @Option(names = "--batch", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(names = "--types", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
  private int types;

  @Option(names = "--hours", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}")
  private int hours;

  @Option(names = "--connections", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Settings of the node")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--data", paramLabel = "DIR", description = "Keep everything there")
  private @Nullable Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (WorkFolder folder = WorkFolder.open(Optional.ofNullable(data))) {
      RunSettings run = runSettings(folder.path());
      return switch (scenario) {
        case RANDOM -> random(run);
        case BACKLOG -> backlog(run);
        case STORE_OUTAGE -> outage(run, OutageRun.Gone.STORE);
        case CATALOG_OUTAGE -> outage(run, OutageRun.Gone.CATALOG);
      };
    }
  }

  private RunSettings runSettings(Path folder) {
    int run = ThreadLocalRandom.current().nextInt();
    return new RunSettings(
        folder,
        Duration.ofMillis((long) (minutes * 60_000)),
        new Workload(batch, types, hours, 400, Workload.Mix.BATCH, run),
        rate,
        connections,
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        settings.stream().map(setting -> "-D" + setting).toList());
  }

  private PrintWriter progress() {
    return spec.commandLine().getErr();
  }

  private int random(RunSettings run) throws IOException, InterruptedException {
    progress().println("seed " + run.seed());
    FaultReport report = new RandomRun(run, progress()).run();
    spec.commandLine().getOut().println(report.json());
    return report.isCorrect() ? 0 : 1;
  }

  private int backlog(RunSettings run) throws IOException, InterruptedException {
    BacklogRun.Outcome outcome = new BacklogRun(run, backlog, progress()).run();
    return print(
        JSON.createObjectNode()
            .put("unflushed", outcome.unflushed())
            .put("firstAckSeconds", outcome.firstAckSeconds())
            .put("committedSeconds", outcome.committedSeconds())
            .put("acknowledged", outcome.load().acknowledged()),
        outcome.table());
  }

  private int outage(RunSettings run, OutageRun.Gone gone)
      throws IOException, InterruptedException {
    OutageRun.Outcome outcome = new OutageRun(run, gone, progress()).run();
    return print(
        JSON.createObjectNode()
            .put("acknowledgedDuring", outcome.acknowledgedDuring())
            .put("secondsUntilFull", outcome.secondsUntilFull())
            .put("committedSeconds", outcome.committedSeconds())
            .put("peakResidentBytes", outcome.peakResidentBytes())
            .put("acknowledged", outcome.load().acknowledged())
            .put("indeterminate", outcome.load().indeterminate())
            .put("retriesAfterBusy", outcome.load().retriesAfterBusy()),
        outcome.table());
  }

  private int print(ObjectNode report, TableCheck.Result table) throws IOException {
    report.put("rows", table.rows()).put("lost", table.lost()).put("doubled", table.doubled());
    report.set("problems", JSON.valueToTree(table.problems()));
    spec.commandLine().getOut().println(JSON.writeValueAsString(report));
    return table.problems().isEmpty() ? 0 : 1;
  }
}
