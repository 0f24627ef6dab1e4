package dev.firn.bench.commits;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.commits.CommitsReport.Stage;
import dev.firn.bench.target.Machine;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench commits}. */
@Command(
    name = "commits",
    mixinStandardHelpOptions = true,
    description = {
      "Makes commits in a row, with upkeep beside them as on a node, and tells how long they take and",
      "how large the table's metadata is. Snapshots expire as if a commit came every 5 s."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class CommitsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--commits", defaultValue = "10000", description = "How many")
  private int commits;

  @Option(names = "--without-upkeep", description = "For contrast: nothing expires or is merged")
  private boolean withoutUpkeep;

  @Option(
      names = "--kept",
      defaultValue = "720",
      description = "Commits whose snapshots are kept: one hour at one every 5 s")
  private int kept;

  @Option(
      names = "--round",
      defaultValue = "24",
      description = "Commits from one round of upkeep to the next: 2 minutes of them")
  private int round;

  @Option(names = "--stage", defaultValue = "1000", description = "Commits of a line")
  private int stage;

  @Option(names = "--folder", description = "Where the table is made and stays")
  private @Nullable Path folder;

  @Option(names = "-D", paramLabel = "KEY=VALUE", description = "A setting of the node's")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Config config = ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load());
    CommitsPlan plan = new CommitsPlan(commits, !withoutUpkeep, kept, round, stage);
    try (WorkFolder work = WorkFolder.open(Optional.ofNullable(folder))) {
      CommitsReport report = new CommitsRun(config, plan).measure(work.path(), this::tell);
      ObjectNode all = JsonReport.object();
      all.set("machine", JsonReport.value(Machine.current()));
      all.set("commits", JsonReport.value(report));
      PrintWriter out = spec.commandLine().getOut();
      out.println(JsonReport.text(all));
      out.flush();
    }
    return 0;
  }

  private void tell(Stage stage) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "%d commits: p50 %.1f ms, p99 %.1f ms, %d snapshots, %d manifests"
            .formatted(
                stage.through(),
                stage.p50Millis(),
                stage.p99Millis(),
                stage.snapshots(),
                stage.manifests()));
    err.flush();
  }
}
