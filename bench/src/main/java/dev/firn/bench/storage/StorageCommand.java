package dev.firn.bench.storage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.target.WorkFolder;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.events.decode.UnreadableRequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench storage}. */
@Command(
    name = "storage",
    mixinStandardHelpOptions = true,
    description = {
      "Writes events as a node flushes and as it compacts them, and as plain Parquet, and compares",
      "their sizes. Files are NDJSON of CloudEvents."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StorageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files;

  @Option(names = "--flush", defaultValue = "2000", description = "Events of a flush")
  private int flush;

  @Option(names = "--one-hour", description = "Put all events of a file into one hour, evenly")
  private boolean oneHour;

  @Option(names = "-D", paramLabel = "KEY=VALUE", description = "A setting of the node's")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, UnreadableRequestException {
    Config config = ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load());
    for (Path file : files) {
      try (WorkFolder folder = WorkFolder.open(Optional.empty())) {
        StorageReport report =
            new StorageRun(
                    folder.path(),
                    CompactionSettings.from(config),
                    DataFileSettings.from(config),
                    flush)
                .measure(file, oneHour);
        spec.commandLine().getOut().println(JsonReport.text(JsonReport.value(report)));
        spec.commandLine().getOut().flush();
      }
    }
    return 0;
  }
}
