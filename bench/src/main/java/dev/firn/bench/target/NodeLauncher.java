package dev.firn.bench.target;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node is started: by the repository's own script, or as a plain JVM with this process' class
 * path.
 */
public sealed interface NodeLauncher {
  /** The environment variable through which {@code ./firn} takes arguments for the node's JVM. */
  String JVM_ARGUMENTS = "FIRN_JAVA_OPTS";

  /**
   * The command line of a node.
   *
   * @param settings each as {@code -Dkey=value}
   */
  List<String> command(int port, Path data, List<String> settings);

  /** What the environment must say. */
  Optional<String> jvmArguments();

  /** {@code ./firn run …}. */
  record Script(Path script, Optional<String> jvmArguments) implements NodeLauncher {
    @Override
    public List<String> command(int port, Path data, List<String> settings) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  script.toString(),
                  "run",
                  "--port",
                  Integer.toString(port),
                  "--data",
                  data.toString()));
      command.addAll(settings);
      return command;
    }
  }

  /** {@code java … dev.firn.node.Main …}: what tests use, where no script has built anything. */
  record ClassPath(List<String> prefix, List<String> jvm) implements NodeLauncher {
    private static final String MAIN = "dev.firn.node.Main";

    /**
     * A JVM by another command.
     *
     * @param prefix the command that runs the JVM, for example {@code env NAME=VALUE}; may be empty
     */
    public ClassPath {
      prefix = List.copyOf(prefix);
      jvm = List.copyOf(jvm);
    }

    public ClassPath(List<String> jvm) {
      this(List.of(), jvm);
    }

    @Override
    public List<String> command(int port, Path data, List<String> settings) {
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvm);
      command.addAll(ClassArchive.options());
      command.add("-Dfirn.http.port=" + port);
      command.add("-Dfirn.data-dir=" + data);
      command.addAll(settings);
      command.addAll(List.of("-cp", ClassArchive.classPath(), MAIN));
      return command;
    }

    @Override
    public Optional<String> jvmArguments() {
      return Optional.empty();
    }
  }

  /** The repository's script: where that script said it is, or at or above the working folder. */
  static Optional<Path> findScript() {
    Path folder = Path.of(System.getProperty("firn.root", "")).toAbsolutePath();
    while (folder != null) {
      Path script = folder.resolve("firn");
      if (Files.isExecutable(script) && Files.isRegularFile(script)) {
        return Optional.of(script);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
