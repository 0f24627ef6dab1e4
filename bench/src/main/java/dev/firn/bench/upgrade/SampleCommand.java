package dev.firn.bench.upgrade;

import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench sample}. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the data folder that a revision leaves when it is killed in the middle of everything:",
      "the sample that later versions must open and finish. Goes to",
      "cluster-node/src/test/resources/versions."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SampleCommand implements Callable<Integer> {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;

  @Option(names = "--from", defaultValue = "HEAD", paramLabel = "REV", description = "Git revision")
  private String from;

  @Option(names = "--script", paramLabel = "FIRN", description = "A ./firn instead of a revision")
  private Path script;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The zip to write")
  private Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (WorkFolder folder = WorkFolder.open(Optional.empty())) {
      Path data = folder.path().resolve("data");
      Sample sample = new Sample(data);
      NodeLauncher launcher =
          new NodeLauncher.Script(inFolder(folder.path(), firn(folder.path())), Optional.empty());
      Files.createDirectories(data);
      sample.writeKeys();
      try (NodeProcess node =
          NodeProcess.start(
              launcher, NodeProcess.freePort(), data, Sample.SETTINGS, START_PATIENCE)) {
        sample.fill(node.url());
        node.kill();
      }
      sample.pack(out);
      spec.commandLine().getOut().println("Written: " + out + ", " + Files.size(out) + " bytes");
    }
    return 0;
  }

  private Path firn(Path folder) throws IOException, InterruptedException {
    if (script != null) {
      return script.toAbsolutePath();
    }
    Path present =
        NodeLauncher.findScript()
            .orElseThrow(
                () -> new ParameterException(spec.commandLine(), "No ./firn here, no repository"));
    Path repository = Optional.ofNullable(present.getParent()).orElseThrow();
    return Revision.unpack(repository, from, folder.resolve("sources")).script();
  }

  /**
   * Runs {@code ./firn} in a folder and names its data by way of the working folder, so that every
   * location it writes down holds wherever the sample is unpacked later.
   */
  private static Path inFolder(Path folder, Path firn) throws IOException {
    String text =
        """
        #!/usr/bin/env bash
        cd '%1$s' && exec '%2$s' "${@//'%1$s'//proc/self/cwd}"
        """
            .formatted(folder, firn);
    Path wrapper = folder.resolve("firn-here");
    Files.writeString(wrapper, text);
    Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
    return wrapper;
  }
}
