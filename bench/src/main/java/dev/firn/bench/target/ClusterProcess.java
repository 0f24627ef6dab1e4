package dev.firn.bench.target;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A cluster as {@code ./firn cluster} makes it: nodes, their PostgreSQL and catalog, one URL. */
public final class ClusterProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("^firn ready (\\S+) in .*, nodes at (.*)$", Pattern.MULTILINE);
  private static final Pattern CATALOG =
      Pattern.compile("^catalog ready (\\S+)$", Pattern.MULTILINE);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(90);

  private final OwnProcess process;
  private final Path data;
  private final String log;

  private ClusterProcess(OwnProcess process, Path data, String log) {
    this.process = process;
    this.data = data;
    this.log = log;
  }

  /**
   * Starts a cluster on free ports and returns when it says that it is ready.
   *
   * @param settings of all nodes, each as {@code -Dkey=value}
   */
  public static ClusterProcess start(int nodes, Path data, List<String> settings, Duration patience)
      throws IOException, InterruptedException {
    return launch(script().toString(), List.of(), nodes, data, settings, List.of(), patience);
  }

  /**
   * Likewise, with this process' class path: for tests, where no script has built anything.
   *
   * @param jvm options of the nodes' JVMs
   */
  public static ClusterProcess startFromClassPath(
      int nodes, Path data, List<String> settings, List<String> jvm, Duration patience)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> classes = new ArrayList<>(ClassArchive.options());
    classes.addAll(List.of("-cp", ClassArchive.classPath()));
    List<String> main = new ArrayList<>(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    main.addAll(classes);
    main.add("dev.firn.node.local.Main");
    List<String> node = new ArrayList<>();
    node.add("--postgres");
    node.add(script().resolveSibling("ops/bin/private-postgres").toString());
    node.add("--");
    node.add(java);
    node.addAll(jvm);
    node.addAll(classes);
    return launch(java, main, nodes, data, settings, node, patience);
  }

  private static Path script() throws IOException {
    return NodeLauncher.findScript()
        .orElseThrow(() -> new IOException("No ./firn at or above the working folder"));
  }

  private static ClusterProcess launch(
      String command,
      List<String> before,
      int nodes,
      Path data,
      List<String> settings,
      List<String> behind,
      Duration patience)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    List<String> all = new ArrayList<>();
    all.add(command);
    all.addAll(before.isEmpty() ? List.of("cluster") : before);
    all.addAll(List.of("--nodes", String.valueOf(nodes), "--port", "0"));
    all.addAll(List.of("--data", data.toString()));
    all.addAll(settings);
    all.addAll(behind);
    Path log = data.resolve("cluster.log");
    OwnProcess process =
        OwnProcess.start(
            new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()));
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      String said = Files.readString(log, StandardCharsets.ISO_8859_1);
      if (READY.matcher(said).find()) {
        return new ClusterProcess(process, data, said);
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.kill();
        String last = said.substring(Math.max(0, said.length() - 4000));
        throw new IOException("The cluster is not ready; its log ends with:\n" + last);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** The one that clients know. */
  public URI url() {
    return URI.create(found(READY, 1));
  }

  public List<URI> nodes() {
    return Stream.of(found(READY, 2).split(" ")).map(URI::create).toList();
  }

  public URI catalog() {
    return URI.create(found(CATALOG, 1));
  }

  private String found(Pattern pattern, int group) {
    Matcher matcher = pattern.matcher(log);
    if (!matcher.find()) {
      throw new IllegalStateException("The cluster has not said: " + pattern);
    }
    return matcher.group(group);
  }

  /** What runs nodes now, in no order. */
  public List<ProcessHandle> nodeProcesses() {
    return process
        .jvm()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .toList();
  }

  /** What looks after them, and serves the catalog. */
  public long keeper() {
    return process.jvm().pid();
  }

  /** The database server, whose parent is nobody. */
  public Optional<ProcessHandle> postgres() throws IOException {
    Path file = data.resolve("postgres/data/postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()))
        : Optional.empty();
  }

  /** SIGTERM; what the process ended with. */
  public int stop() throws IOException, InterruptedException {
    if (!hasStopped()) {
      throw new IOException("The cluster has not stopped after " + STOP_PATIENCE);
    }
    return process.exitCode();
  }

  /** SIGTERM, then SIGKILL if that takes too long. */
  private boolean hasStopped() throws InterruptedException {
    process.jvm().destroy();
    boolean hasEnded = process.awaitEnd(STOP_PATIENCE);
    if (!hasEnded) {
      process.kill();
    }
    return hasEnded;
  }

  /** In order, for the database would outlive what had started it. */
  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        hasStopped();
      }
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
    }
  }
}
