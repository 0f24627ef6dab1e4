package dev.firn.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.node.http.CatalogServer;
import dev.firn.node.local.PrivatePostgres;
import dev.firn.node.security.NodeSecret;
import dev.firn.node.settings.NodeConfig;
import dev.firn.node.testing.TestNode;
import dev.firn.node.testing.Until;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.cluster.ShardedBuffers;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.placement.NodeNames;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementView;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Whole nodes in this process on one PostgreSQL, one catalog and one warehouse. */
final class NodesOfACluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOST = "127.0.0.1";
  private static final int SEEDS = 3;

  /** What takes many seconds in production takes few here; nothing is flushed unasked. */
  private static final String SETTINGS =
      """
      firn.journal.profile = postgres
      firn.http.port = 0
      firn.flush.max-age = 1 h
      firn.flush.min-pause = 100 ms
      firn.commit.interval = 200 ms
      firn.cluster.stable-after = 1 s
      firn.cluster.down-removal-margin = 200 ms
      firn.audit.enabled = off
      pekko.coordinated-shutdown.run-by-actor-system-terminate = off
      pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final PrivatePostgres database;
  private final EmbeddedCatalog catalog;
  private final ActorSystem<Void> catalogSystem;
  private final Properties shared = new Properties();
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final List<Integer> seedPorts = new ArrayList<>();
  private int started;

  NodesOfACluster(String settings) throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      seedPorts.add(FreePort.on("127.0.0.1"));
    }
    Path folder = TestNode.freshFolder();
    database = PrivatePostgres.startTemporary(Path.of("..", "ops", "bin", "private-postgres"));
    catalog = EmbeddedCatalog.open(folder.resolve("catalog"));
    catalogSystem =
        ActorSystem.create(
            Behaviors.empty(),
            "catalog",
            NodeConfig.over(ConfigFactory.parseString("pekko.actor.provider = local")));
    int port =
        CatalogServer.bind(catalogSystem, HOST, 0, catalog.routes())
            .toCompletableFuture()
            .join()
            .localAddress()
            .getPort();
    CatalogSettings served =
        EmbeddedCatalog.settingsFor("http://" + HOST + ":" + port + "/catalog");
    shared.putAll(database.nodeSettings());
    shared.setProperty("firn.catalog.uri", served.uri());
    served
        .properties()
        .forEach((key, value) -> shared.setProperty("firn.catalog.properties." + key, value));
    Path secret = folder.resolve("secret");
    NodeSecret.readOrCreate(secret);
    shared.setProperty("firn.secret-file", secret.toString());
    ConfigFactory.parseString(settings)
        .entrySet()
        .forEach(
            one -> shared.setProperty(one.getKey(), String.valueOf(one.getValue().unwrapped())));
  }

  /** Begins to start a node; the first one founds the cluster. */
  CompletionStage<Member> start(String roles, String version) throws IOException {
    int number = started++;
    return start(
            Map.of(
                "firn.cluster.port",
                number < SEEDS ? seedPorts.get(number) : FreePort.on("127.0.0.1"),
                "firn.cluster.seed-nodes",
                seeds(),
                "firn.cluster.roles",
                roles,
                "firn.cluster.app-version",
                version))
        .thenApply(
            node -> {
              Member member = new Member(node);
              members.add(member);
              return member;
            });
  }

  /** The same without any seed node. */
  CompletionStage<FirnNode> startAlone() {
    return start(Map.of());
  }

  private CompletionStage<FirnNode> start(Map<String, ?> own) {
    Config config =
        NodeConfig.over(
            ConfigFactory.parseMap(own)
                .withFallback(
                    ConfigFactory.parseMap(
                        Map.of("firn.data-dir", TestNode.freshFolder().toString())))
                .withFallback(ConfigFactory.parseProperties(shared))
                .withFallback(ConfigFactory.parseString(SETTINGS)));
    return FirnNode.start(() -> config);
  }

  private String seeds() {
    return seedPorts.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
  }

  /** A node that was started. */
  final class Member {
    final FirnNode node;
    final String name;

    private Member(FirnNode node) {
      this.node = node;
      this.name = NodeNames.of(Cluster.get(node.system()).selfMember().address());
    }

    URI url(String path) {
      return URI.create(node.url() + path);
    }

    HttpResponse<String> get(String path) throws Exception {
      return client.send(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofString());
    }

    JsonNode ask(String path) throws Exception {
      return JSON.readTree(get(path).body());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
      return client.send(
          HttpRequest.newBuilder(url(path))
              .header("Content-Type", "application/cloudevents-batch+json")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }

    /** Partitions that are awake on this node itself. */
    List<PartitionStatus> awake() {
      return buffers().awake().list();
    }

    /**
     * The committers of the cluster that answer, as this node finds them, without waking any; dead
     * letters have one when there are some.
     */
    List<PlacedCommitter> committers() {
      return node.buffers().placedCommitters().toCompletableFuture().join().stream()
          .filter(one -> one.status().phase() != CommitterStatus.Phase.UNREACHABLE)
          .toList();
    }

    /** Whether a committer lives on this node, as the node itself knows. */
    boolean hasCommitter() {
      ActorSystem<?> system = node.system();
      CompletionStage<Receptionist.Listing> found =
          AskPattern.ask(
              system.receptionist(),
              (ActorRef<Receptionist.Listing> replyTo) ->
                  Receptionist.find(TableCommitter.SERVICE, replyTo),
              Duration.ofSeconds(3),
              system.scheduler());
      return found.toCompletableFuture().join().getServiceInstances(TableCommitter.SERVICE).stream()
          .anyMatch(one -> one.path().address().hasLocalScope());
    }

    /**
     * Where partitions live, as their coordinator has it; one that has just moved is waited for.
     */
    PlacementView view() throws Exception {
      List<PlacementView> views = new ArrayList<>();
      Until.until(
          () ->
              buffers().placement().describe("partition").toCompletableFuture().join()
                      instanceof Described described
                  && views.add(described.view()));
      return views.get(0);
    }

    private ShardedBuffers buffers() {
      return (ShardedBuffers) node.buffers();
    }

    /** How this node itself sees its place. */
    MemberStatus standing() {
      return Cluster.get(node.system()).selfMember().status();
    }

    /** Whether this node still sees another in the cluster. */
    boolean sees(Member other) {
      return StreamSupport.stream(
              Cluster.get(node.system()).state().getMembers().spliterator(), false)
          .anyMatch(one -> NodeNames.of(one.address()).equals(other.name));
    }

    boolean isListening() {
      URI url = url("/");
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }

    /** As kill -9 does, to all others: nothing is handed over, and nobody is told. */
    void crash() {
      members.remove(this);
      node.system().terminate();
      end(node.system());
    }

    CompletableFuture<?> stop() {
      members.remove(this);
      return node.stop().toCompletableFuture();
    }
  }

  private static void end(ActorSystem<?> system) {
    system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    List<CompletableFuture<?>> stops = new ArrayList<>();
    List.copyOf(members).forEach(member -> stops.add(member.stop()));
    CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)).join();
    catalogSystem.terminate();
    end(catalogSystem);
    catalog.close();
    database.close();
  }
}
