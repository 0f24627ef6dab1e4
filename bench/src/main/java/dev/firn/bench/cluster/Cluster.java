package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.bench.faults.FaultRig;
import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.load.Targets;
import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.PrivatePostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Nodes of one cluster, each a process that is looked after, on one PostgreSQL, one catalog and one
 * store.
 */
final class Cluster implements AutoCloseable {
  private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(15);
  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1");

  private final Places places;
  private final FaultRig rig;
  private final PrivatePostgres database;
  private final Path folder;
  private final List<String> settings;
  private final List<String> jvm;
  private final List<ClusterNode> nodes = new ArrayList<>();

  private Cluster(
      Path folder,
      Places places,
      List<String> settings,
      List<String> jvm,
      FaultRig rig,
      PrivatePostgres database) {
    this.folder = folder;
    this.places = places;
    this.settings = List.copyOf(settings);
    this.jvm = Stream.concat(JVM.stream(), jvm.stream()).toList();
    this.rig = rig;
    this.database = database;
  }

  /**
   * Starts everything; returns when the cluster is whole.
   *
   * @param settings of all nodes, each as {@code -Dkey=value}
   * @param jvm arguments of their JVMs
   */
  static Cluster start(Path folder, Places places, List<String> settings, List<String> jvm)
      throws IOException, InterruptedException {
    PrivatePostgres database = PrivatePostgres.start();
    FaultRig rig = FaultRig.start(folder, request -> Fault.NONE, request -> Fault.NONE, List.of());
    Cluster cluster = new Cluster(folder, places, settings, jvm, rig, database);
    try {
      rig.node().rehearse();
      for (NodePlace place : places.nodes()) {
        cluster.nodes.add(cluster.node("node-" + cluster.nodes.size(), place, List.of()));
      }
      cluster.nodes.forEach(ClusterNode::release);
      cluster.awaitWhole(Duration.ofMinutes(3));
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Another process with the name of a node. */
  ClusterNode twinOf(ClusterNode node, int httpPort, List<String> more) throws IOException {
    NodePlace place = node.place();
    URI url = URI.create("http://" + place.url().getHost() + ":" + httpPort);
    return node(
        "twin-" + httpPort,
        new NodePlace(place.name(), url, place.prefix(), place.settings()),
        more);
  }

  private ClusterNode node(String name, NodePlace place, List<String> more) throws IOException {
    List<String> all = settingsOf(place);
    all.addAll(settings);
    all.addAll(more);
    return new ClusterNode(
        place,
        folder.resolve(name),
        new NodeApi(place.url(), places.key()),
        new NodeLauncher.ClassPath(place.prefix(), jvm),
        all);
  }

  private List<String> settingsOf(NodePlace place) throws IOException {
    List<String> all = new ArrayList<>();
    for (String setting : rig.nodeSettings()) {
      all.add(places.seenFromNodes(setting));
    }
    for (String setting : database.nodeSettings()) {
      all.add(places.seenFromNodes(setting));
    }
    all.add("-Dfirn.secret-file=" + folder.resolve("secret"));
    all.add(
        "-Dfirn.cluster.seed-nodes="
            + String.join(",", places.nodes().stream().map(NodePlace::name).toList()));
    all.addAll(place.settings());
    return all;
  }

  Places places() {
    return places;
  }

  List<ClusterNode> nodes() {
    return List.copyOf(nodes);
  }

  ClusterNode node(String name) throws IOException {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("No node of the rig is named " + name));
  }

  /** Another node than these, to be asked. */
  ClusterNode other(ClusterNode... than) {
    return nodes.stream()
        .filter(node -> !List.of(than).contains(node) && node.isAlive())
        .findFirst()
        .orElseThrow();
  }

  FaultRig lake() {
    return rig;
  }

  PrivatePostgres database() {
    return database;
  }

  /** For clients that go through all nodes and give each fifteen seconds. */
  Targets targets() {
    List<URI> urls = nodes.stream().map(ClusterNode::url).toList();
    return new Targets(urls, places.key(), CLIENT_PATIENCE);
  }

  /** For clients of one node. */
  Targets targetsAt(ClusterNode node) {
    return new Targets(List.of(node.url()), places.key(), CLIENT_PATIENCE);
  }

  // --- who holds what

  /** The node that coordinates shards: the oldest. */
  ClusterNode coordinator() throws IOException, InterruptedException {
    for (JsonNode node : other().api().ask("/v1/nodes").path("nodes")) {
      if (node.path("oldest").asBoolean()) {
        return node(node.path("node").asText());
      }
    }
    throw new IOException("No node is the oldest");
  }

  /** The node where the committer of events is. */
  ClusterNode committer() throws IOException, InterruptedException {
    for (JsonNode committer : other().api().ask("/v1/commits").path("committers")) {
      if (committer.path("name").asText().endsWith(".events")) {
        return node(committer.path("node").asText());
      }
    }
    throw new IOException("No committer of events answers");
  }

  /** The node of the partition with most rows that are not in the table. */
  ClusterNode holderOfFullestPartition() throws IOException, InterruptedException {
    return holderOf(other(), fullestPartition());
  }

  JsonNode fullestPartition() throws IOException, InterruptedException {
    JsonNode fullest = null;
    for (JsonNode partition : other().api().ask("/v1/partitions").path("partitions")) {
      if (fullest == null || partition.path("rows").asLong() > fullest.path("rows").asLong()) {
        fullest = partition;
      }
    }
    if (fullest == null) {
      throw new IOException("No partition is awake");
    }
    return fullest;
  }

  ClusterNode holderOf(ClusterNode asked, JsonNode partition)
      throws IOException, InterruptedException {
    return node(homeOf(asked, shardOf(partition)));
  }

  /** As sharding counts them. */
  static String shardOf(JsonNode partition) {
    int shards = 128;
    return Integer.toString(Math.abs(partition.path("partition").asText().hashCode() % shards));
  }

  static String homeOf(ClusterNode asked, String shard) throws IOException, InterruptedException {
    for (JsonNode placed : asked.api().ask("/v1/shards?kind=partition").path("shards")) {
      if (placed.path("shard").asText().equals(shard)) {
        return placed.path("node").asText();
      }
    }
    throw new IOException("Shard " + shard + " has no home");
  }

  /** How many shards of all kinds live on a node, as another one sees it. */
  static int shardsOn(ClusterNode asked, String name) throws IOException, InterruptedException {
    int count = 0;
    for (JsonNode placed : asked.api().ask("/v1/shards").path("shards")) {
      count += placed.path("node").asText().equals(name) ? 1 : 0;
    }
    return count;
  }

  /** Partitions awake on all nodes. */
  static int partitions(ClusterNode asked) throws IOException, InterruptedException {
    return asked.api().ask("/v1/partitions").path("partitions").size();
  }

  /** Partitions awake on a node, as another one has heard some seconds ago. */
  static int partitionsOn(ClusterNode asked, String name) throws IOException, InterruptedException {
    for (JsonNode node : asked.api().ask("/v1/nodes").path("nodes")) {
      if (node.path("node").asText().equals(name)) {
        return node.path("partitions").asInt();
      }
    }
    return 0;
  }

  // --- whether all is well

  void awaitWhole(Duration patience) throws IOException, InterruptedException {
    if (!Until.holds(patience, () -> ailments().isEmpty())) {
      throw new IOException(
          "The cluster is not whole after " + patience.toSeconds() + " s: " + ailments());
    }
  }

  /** What keeps the cluster from being whole; nothing if it is. */
  List<String> ailments() throws InterruptedException {
    List<String> ailments = new ArrayList<>();
    for (ClusterNode node : nodes) {
      try {
        addAilments(node, ailments);
      } catch (IOException e) {
        ailments.add(node.name() + " does not answer: " + e.getMessage());
      }
    }
    return ailments;
  }

  private void addAilments(ClusterNode node, List<String> ailments)
      throws IOException, InterruptedException {
    if (!node.isAlive()) {
      ailments.add(node.name() + " does not run");
      return;
    }
    if (!node.api().isReady()) {
      ailments.add(node.name() + " is not ready: " + node.api().readiness());
      return;
    }
    Set<String> up = new TreeSet<>();
    JsonNode members = node.api().ask("/v1/nodes").path("nodes");
    for (JsonNode member : members) {
      if (member.path("status").asText().equals("up") && member.path("reachable").asBoolean()) {
        up.add(member.path("node").asText());
      }
    }
    Set<String> expected = new HashSet<>();
    nodes.forEach(one -> expected.add(one.name()));
    if (!up.equals(expected) || members.size() != expected.size()) {
      ailments.add(node.name() + " sees " + members);
    }
    for (JsonNode partition : node.api().ask("/v1/partitions").path("partitions")) {
      String state = partition.path("state").asText();
      if (state.equals("stuck") || state.equals("recovering")) {
        ailments.add(partition.path("partition").asText() + " is " + state);
      }
    }
  }

  /** Whether no node holds anything that the table does not have. */
  boolean isDrained(Promises promises) throws IOException, InterruptedException {
    return rig.lake().rows() >= promises.acknowledgedCount() && other().api().bufferedRows() == 0;
  }

  TableCheck.Result check(Promises promises) throws IOException {
    return new TableCheck(rig.lake(), promises, Set.of(), History.WHOLE).check();
  }

  @Override
  public void close() throws IOException {
    try (places;
        database;
        rig) {
      nodes.parallelStream().forEach(ClusterNode::close);
    }
  }
}
