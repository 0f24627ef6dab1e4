package dev.firn.bench.upgrade;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.cli.NodeOptions;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench upgrade}. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description = {
      "Builds an older revision aside, lets it take events, and starts the present version on its"
          + " data",
      "while the clients go on. Exit code 1 when an acknowledged event is lost or doubled."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class UpgradeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--from", required = true, paramLabel = "REV", description = "Git revision")
  private String from;

  @Option(
      names = "--kill",
      description =
          "The old version makes room by SIGKILL; without this by SIGTERM, as in operation")
  private boolean kill;

  @Option(
      names = "--life",
      paramLabel = "S",
      defaultValue = "15",
      description = "Seconds of each of the four nodes (default: ${DEFAULT-VALUE})")
  private int life;

  @Option(names = "--rate", defaultValue = "2000", description = "Default: ${DEFAULT-VALUE}")
  private double rate;

  @Mixin private NodeOptions nodeOptions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path script =
        NodeLauncher.findScript()
            .orElseThrow(
                () -> new ParameterException(spec.commandLine(), "No ./firn here to start"));
    Path repository = Optional.ofNullable(script.getParent()).orElseThrow();
    Workload workload =
        new Workload(50, 10, 2, 400, Workload.Mix.BATCH, ThreadLocalRandom.current().nextInt());
    try (WorkFolder folder = nodeOptions.openFolder()) {
      Revision old = Revision.unpack(repository, from, folder.path().resolve("old"));
      UpgradeRun run =
          new UpgradeRun(
              old.script(),
              script,
              folder.path().resolve("data"),
              kill,
              Duration.ofSeconds(life),
              rate,
              nodeOptions.settings(),
              spec.commandLine().getErr());
      UpgradeRun.Outcome outcome = run.run(workload);
      print(outcome);
      return outcome.problems().isEmpty() ? 0 : 1;
    }
  }

  private void print(UpgradeRun.Outcome outcome) {
    LoadResult load = outcome.load();
    ObjectNode report =
        JsonReport.object()
            .put("from", from)
            .put("killed", kill)
            .put("correct", outcome.problems().isEmpty())
            .put("acknowledged", load.acknowledged())
            .put("duplicatesAfterRetry", load.duplicates())
            .put("indeterminate", load.indeterminate())
            .put("rejected", load.rejected())
            .put("retriesAfterFault", load.retriesAfterFault())
            .put("retriesAfterBusy", load.retriesAfterBusy())
            .put("rows", outcome.table().rows())
            .put("lost", outcome.table().lost())
            .put("doubled", outcome.table().doubled());
    report.set("problems", JsonReport.value(outcome.problems()));
    spec.commandLine().getOut().println(JsonReport.text(report));
  }
}
