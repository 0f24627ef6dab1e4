package dev.firn.bench.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.cli.NodeOptions;
import dev.firn.bench.faults.lake.CatalogKind;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      defaultValue = "RANDOM",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scenario scenario;

  @Option(
      names = "--catalog",
      defaultValue = "EMBEDDED",
      description = {
        "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}): Firn's own, or Iceberg's",
        "REST fixture with a token, a warehouse, a prefix and keys that it hands out"
      })
  private CatalogKind catalog;

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

  @Mixin private NodeOptions nodeOptions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (WorkFolder folder = nodeOptions.openFolder()) {
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
        catalog,
        folder,
        Duration.ofMillis((long) (minutes * 60_000)),
        new Workload(batch, types, hours, 400, Workload.Mix.BATCH, run),
        rate,
        connections,
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        nodeOptions.settings());
  }

  private PrintWriter progress() {
    return spec.commandLine().getErr();
  }

  private int random(RunSettings run) throws IOException, InterruptedException {
    progress().println("seed " + run.seed());
    FaultReport report = new RandomRun(run, progress()).run();
    return print(report.json(), report.isCorrect());
  }

  private int backlog(RunSettings run) throws IOException, InterruptedException {
    BacklogRun.Outcome outcome = new BacklogRun(run, backlog, progress()).run();
    return print(
        JsonReport.object()
            .put("unflushed", outcome.unflushed())
            .put("firstAckSeconds", outcome.firstAckSeconds())
            .put("committedSeconds", outcome.committedSeconds()),
        outcome.ending());
  }

  private int outage(RunSettings run, OutageRun.Gone gone)
      throws IOException, InterruptedException {
    OutageRun.Outcome outcome = new OutageRun(run, gone, progress()).run();
    return print(
        JsonReport.object()
            .put("outageSeconds", outcome.seconds())
            .put("acknowledgedDuring", outcome.acknowledged())
            .put("secondsUntilFull", outcome.secondsUntilFull())
            .put("saidWhenFull", outcome.saidWhenFull())
            .put("firstAckSeconds", outcome.firstAckSeconds())
            .put("committedSeconds", outcome.committedSeconds())
            .put("peakResidentMiB", outcome.peakResidentBytes() >> 20)
            .put("busyWithoutRetryAfter", outcome.ending().load().busyWithoutPause()),
        outcome.ending());
  }

  private int print(ObjectNode report, UnderLoad.Ending ending) {
    report
        .put("acknowledged", ending.load().acknowledged())
        .put("indeterminate", ending.load().indeterminate())
        .put("retriesAfterBusy", ending.load().retriesAfterBusy())
        .put("retriesAfterFault", ending.load().retriesAfterFault())
        .put("rows", ending.table().rows())
        .put("lost", ending.table().lost())
        .put("doubled", ending.table().doubled())
        .set("problems", JsonReport.value(ending.problems()));
    return print(report, ending.problems().isEmpty());
  }

  private int print(ObjectNode report, boolean isCorrect) {
    spec.commandLine().getOut().println(JsonReport.text(report));
    return isCorrect ? 0 : 1;
  }
}
