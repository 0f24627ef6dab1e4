package dev.firn.node.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.node.http.CatalogRoute;
import dev.firn.node.http.CatalogServer;
import dev.firn.node.security.NodeSecret;
import dev.firn.node.settings.NodeConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Nodes on this machine, the PostgreSQL that keeps their journal, the catalog that they share
 * unless another is given, and one address before all. What ends is started again.
 */
final class LocalCluster {
  private static final String HOST = "127.0.0.1";
  private static final String ALONE =
      """
      pekko.actor.provider = local
      pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
      """;

  private static final long BIND_SECONDS = 30;

  private final Options options;
  private final PrintStream out;
  private final Ports ports;
  private final Config config;
  private final List<NodeKeeper> nodes = new ArrayList<>();
  private final Deque<Part> running = new ConcurrentLinkedDeque<>();
  private boolean isStopping;
  private volatile boolean isStoppedByOrder;

  /** What has to be stopped in the end. */
  private interface Part {
    void stop() throws IOException, InterruptedException;
  }

  private LocalCluster(Options options, PrintStream out) throws IOException {
    this.options = options;
    this.out = out;
    this.config = NodeConfig.load(options.settings());
    this.ports = Ports.from(options.port(), options.nodes());
  }

  /** Looks whether it can be started; nothing is yet. */
  static LocalCluster of(Options options, PrintStream out) throws IOException {
    return new LocalCluster(options, out);
  }

  /** Returns when every node is ready; nothing is left running where one cannot be. */
  void start() throws IOException, InterruptedException {
    try {
      startParts();
    } catch (IOException | RuntimeException e) {
      stop();
      throw e;
    }
  }

  private void startParts() throws IOException, InterruptedException {
    Files.createDirectories(options.data());
    DataLock lock = DataLock.take(options.data());
    begun(lock::close);
    NodeSecret.readOrCreate(secret());
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(), "local", ConfigFactory.parseString(ALONE).withFallback(config));
    begun(
        () -> {
          system.terminate();
          system.getWhenTerminated().toCompletableFuture().join();
        });
    Properties settings = new Properties();
    settings.putAll(options.settings());
    settings.putAll(journal());
    settings.putAll(catalog(system));
    startNodes(settings);
    bound(new Balancer(system, this::ready).bind(ports.url()));
  }

  private Path secret() {
    return options.data().resolve("secret");
  }

  /** Theirs where one is given, else one of the cluster's own. */
  private Properties journal() throws IOException, InterruptedException {
    Properties settings = new Properties();
    if (config.getString("firn.journal.postgres.url").isEmpty()) {
      PrivatePostgres own =
          PrivatePostgres.start(options.postgres(), options.data().resolve("postgres"));
      begun(own::close);
      settings.putAll(own.nodeSettings());
      out.println("postgres ready " + HOST + ":" + own.port());
    }
    settings.setProperty("firn.journal.profile", "postgres");
    return settings;
  }

  private Properties catalog(ActorSystem<?> system) throws IOException, InterruptedException {
    Properties settings = new Properties();
    CatalogSettings given = CatalogSettings.from(config);
    if (given.isChain()) {
      String shared = LocalPaths.toLocation(options.data().resolve("lake"));
      boolean isOwn = given.chainRoot().equals(CatalogSettings.ownFolder(config));
      settings.setProperty("firn.catalog.location", isOwn ? shared : given.chainRoot());
    } else if (given.isEmbedded()) {
      EmbeddedCatalog catalog = EmbeddedCatalog.open(options.data().resolve("catalog"));
      begun(catalog::close);
      bound(CatalogServer.bind(system, HOST, ports.catalog(), catalog.routes()));
      CatalogSettings own = EmbeddedCatalog.settingsFor(catalogUrl());
      settings.setProperty("firn.catalog.uri", own.uri());
      own.properties()
          .forEach((key, value) -> settings.setProperty("firn.catalog.properties." + key, value));
      out.println("catalog ready " + catalogUrl());
    }
    return settings;
  }

  /** Returns when the port is listened on; fails where it cannot be had. */
  private static void bound(CompletionStage<?> binding) {
    binding.toCompletableFuture().orTimeout(BIND_SECONDS, TimeUnit.SECONDS).join();
  }

  private String catalogUrl() {
    return "http://" + HOST + ":" + ports.catalog() + CatalogRoute.ROOT;
  }

  private void startNodes(Properties settings) throws IOException, InterruptedException {
    for (int node = 0; node < options.nodes(); node++) {
      nodes.add(
          new NodeKeeper(
              "node-" + (node + 1), command(node, settings), ports.nodes().get(node), out));
    }
    begun(this::stopNodes);
    Probes probes = new Probes(nodes);
    begun(probes::close);
    nodes.stream()
        .map(NodeKeeper::start)
        .toList()
        .forEach(ready -> ready.toCompletableFuture().join());
  }

  private List<String> command(int node, Properties settings) {
    Properties own = new Properties();
    own.putAll(settings);
    own.setProperty("firn.data-dir", options.data().resolve("node-" + (node + 1)).toString());
    own.setProperty("firn.secret-file", secret().toString());
    own.setProperty("firn.http.host", HOST);
    own.setProperty("firn.http.port", ports.nodes().get(node).toString());
    own.setProperty("firn.cluster.host", HOST);
    own.setProperty("firn.cluster.port", ports.remoting().get(node).toString());
    own.setProperty("firn.cluster.seed-nodes", seeds());
    own.setProperty("firn.stop-at-end-of-input", "on");
    List<String> command = new ArrayList<>(options.java());
    own.stringPropertyNames().stream()
        .sorted()
        .forEach(key -> command.add("-D" + key + "=" + own.getProperty(key)));
    command.add(dev.firn.node.Main.class.getName());
    return command;
  }

  private String seeds() {
    return ports.remoting().stream()
        .map(port -> HOST + ":" + port)
        .collect(Collectors.joining(","));
  }

  private List<Integer> ready() {
    return nodes.stream().filter(NodeKeeper::isReady).map(NodeKeeper::port).toList();
  }

  /** All at once: none has to hand its shards to another that is about to end too. */
  private void stopNodes() throws InterruptedException {
    nodes.forEach(NodeKeeper::askToStop);
    for (NodeKeeper node : nodes) {
      node.awaitEnd();
    }
  }

  String url() {
    return "http://" + HOST + ":" + ports.url();
  }

  List<String> nodeUrls() {
    return ports.nodes().stream().map(port -> "http://" + HOST + ":" + port).toList();
  }

  /** In the order opposite to the start: the journal and the catalog last. */
  void stop() throws IOException, InterruptedException {
    synchronized (running) {
      isStopping = true;
    }
    for (Part next = running.pollFirst(); next != null; next = running.pollFirst()) {
      next.stop();
    }
  }

  /** As {@link #stop}, at somebody's word, perhaps while it starts. */
  void stopByOrder() throws IOException, InterruptedException {
    isStoppedByOrder = true;
    stop();
  }

  boolean isStoppedByOrder() {
    return isStoppedByOrder;
  }

  private void begun(Part part) throws IOException, InterruptedException {
    synchronized (running) {
      if (!isStopping) {
        running.addFirst(part);
        return;
      }
    }
    part.stop();
    throw new IllegalStateException("The cluster was stopped while it started");
  }
}
