package dev.firn.bench.cli;

import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the nodes that a command starts are set, and where they keep what they have. */
public final class NodeOptions {
  @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Settings of the started node")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--data", paramLabel = "DIR", description = "Keep everything of the run there")
  private @Nullable Path data;

  /** Each as {@code -Dkey=value}. */
  public List<String> settings() {
    return settings.stream().map(setting -> "-D" + setting).toList();
  }

  /** One that processes of other users can enter, as a database server is. */
  public WorkFolder openShared() throws IOException {
    return data == null ? WorkFolder.openShared() : openFolder();
  }

  public WorkFolder openFolder() throws IOException {
    return WorkFolder.open(Optional.ofNullable(data));
  }
}
