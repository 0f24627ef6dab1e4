package dev.firn.bench.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.target.PrivatePostgres;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench journal}. */
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the journal alone: persistent actors that append and truncate. A PostgreSQL is",
      "found or installed and started privately where the profile needs one."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class JournalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--profile",
      defaultValue = "POSTGRES",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Profile profile;

  @Option(names = "--entities", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}")
  private int entities;

  @Option(
      names = "--bytes",
      defaultValue = "30000",
      description = "Of an append (default: ${DEFAULT-VALUE})")
  private int bytes;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Appends a second; 0 for flat out (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--keep",
      defaultValue = "20",
      description = "Appends of an entity that are not truncated, at least")
  private int keep;

  @Option(names = "--seconds", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
  private int warmUp;

  @Override
  public Integer call() throws IOException, SQLException {
    ObjectNode report = profile.needsServer() ? onServer() : inFolder();
    spec.commandLine().getOut().println(JsonReport.text(report));
    return 0;
  }

  private ObjectNode inFolder() throws IOException {
    try (WorkFolder folder = WorkFolder.open(Optional.empty());
        JournalRun run = start(profile.in(folder.path()))) {
      run.run(Duration.ofSeconds(warmUp));
      return report(run.run(Duration.ofSeconds(seconds)));
    }
  }

  private ObjectNode onServer() throws IOException, SQLException {
    try (PrivatePostgres server = PrivatePostgres.start();
        JournalRun run = start(profile.on(server))) {
      run.run(Duration.ofSeconds(warmUp));
      ServerUsage before = ServerUsage.of(server, profile.table());
      JournalRun.Result result = run.run(Duration.ofSeconds(seconds));
      ServerUsage used = ServerUsage.of(server, profile.table()).since(before);
      ObjectNode report = report(result);
      report
          .put("serverCpuMicrosPerAppend", used.cpuMicros() / result.appends())
          .put("walBytesPerAppend", used.walBytes() / result.appends())
          .put("walBytesPerSecond", Math.round(used.walBytes() / result.seconds()))
          .put("rowsPerSecond", Math.round(used.rows() / result.seconds()))
          .put("transactionsPerSecond", Math.round(used.transactions() / result.seconds()))
          .put("tableBytesAtTheEnd", used.tableBytes());
      return report;
    }
  }

  private JournalRun start(Config config) {
    return new JournalRun(config, entities, bytes, rate, keep);
  }

  private ObjectNode report(JournalRun.Result result) {
    return JsonReport.object()
        .put("profile", profile.name())
        .put("entities", entities)
        .put("bytes", bytes)
        .put("keep", keep)
        .put("seconds", result.seconds())
        .put("appendsPerSecond", Math.round(result.appends() / result.seconds()))
        .put("p50Millis", result.latencies().getValueAtPercentile(50) / 1e6)
        .put("p99Millis", result.latencies().getValueAtPercentile(99) / 1e6)
        .put("nodeCpuMicrosPerAppend", result.cpuMicros() / Math.max(1, result.appends()));
  }
}
