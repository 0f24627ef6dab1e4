package dev.firn.bench;

import dev.firn.bench.cluster.ClusterCommand;
import dev.firn.bench.commits.CommitsCommand;
import dev.firn.bench.faults.FaultsCommand;
import dev.firn.bench.ingest.IngestCommand;
import dev.firn.bench.jmh.JmhCommand;
import dev.firn.bench.journal.JournalCommand;
import dev.firn.bench.scale.ScaleCommand;
import dev.firn.bench.schema.SchemaCommand;
import dev.firn.bench.storage.StorageCommand;
import dev.firn.bench.target.LogFile;
import dev.firn.bench.upgrade.SampleCommand;
import dev.firn.bench.upgrade.UpgradeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurements and fault runs against a real node. */
@Command(
    name = "bench",
    description = "Measures a Firn node and tries to break it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IngestCommand.class,
      FaultsCommand.class,
      ClusterCommand.class,
      UpgradeCommand.class,
      SampleCommand.class,
      JournalCommand.class,
      JmhCommand.class,
      ScaleCommand.class,
      SchemaCommand.class,
      StorageCommand.class,
      CommitsCommand.class
    })
public final class Main implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli injects it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected a command");
  }

  public static void main(String[] args) {
    // The node's own logging is on the class path as well: it would drown the report.
    if (System.getProperty(LogFile.PROPERTY) == null) {
      System.setProperty(LogFile.PROPERTY, LogFile.NAME);
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
