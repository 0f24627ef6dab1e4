package dev.firn.node.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.events.BatchRows;
import dev.firn.events.CloudEvent;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.RowBlock;
import dev.firn.events.RowView;
import dev.firn.node.history.HistoryDesk;
import dev.firn.node.listen.HttpListener;
import dev.firn.node.receipts.Receipts;
import dev.firn.node.rejected.RejectedLetters;
import dev.firn.node.schema.SchemaDesk;
import dev.firn.node.security.ApiKeys;
import dev.firn.node.settings.NodeConfig;
import dev.firn.node.settings.NodeSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The HTTP API of a node over buffers that a test controls. */
final class RunningApi implements AutoCloseable {
  /** UUID of the table of events. */
  static final String TABLE = "9a1c0000-0000-0000-0000-000000000000";

  private static final byte[] KEY = new byte[32];

  final FakeBuffers buffers = new FakeBuffers();
  final FakeHistory history = new FakeHistory();
  final FakeSchema schema = new FakeSchema();
  final AtomicReference<Optional<String>> journalTrouble = new AtomicReference<>(Optional.empty());
  final HttpClient client = HttpClient.newHttpClient();
  private final ActorSystem<Void> system;
  private final HttpApi api;
  private final HttpListener.Bound port;

  RunningApi(String settings) {
    this(settings, ApiKeys.off("default"));
  }

  RunningApi(String settings, ApiKeys keys) {
    this(settings, keys, new FakeCluster());
  }

  RunningApi(String settings, ApiKeys keys, ClusterDesk cluster) {
    Config config =
        NodeConfig.over(
            ConfigFactory.parseString(settings)
                .withFallback(
                    ConfigFactory.parseString("firn.http.port = 0, pekko.actor.provider = local")));
    NodeSettings node = NodeSettings.from(config);
    system = ActorSystem.create(Behaviors.empty(), "api", config);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Readiness readiness =
        new Readiness(
            List.of(new Readiness.Check("journal", journalTrouble::get)),
            List.of(),
            Map.of("buffer", Set.of("journal"), "ingest", Set.of()));
    api = new HttpApi(node, keys, readiness, Optional.empty(), meters);
    port = api.bind(system).toCompletableFuture().join();
    api.open(
        system,
        buffers,
        new RequestDecoding(node.ingest(), KEY),
        new Receipts(KEY),
        journalTrouble::get,
        new Views(cluster, history, schema, meters),
        system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.decode")));
  }

  private record Views(
      ClusterDesk cluster, HistoryDesk history, SchemaDesk schema, PrometheusMeterRegistry registry)
      implements NodeViews {
    @Override
    public Map<String, String> tableNames() {
      return Map.of(TABLE, "analytics.events");
    }

    @Override
    public RejectedLetters rejected() {
      throw new UnsupportedOperationException("There is no table here");
    }

    @Override
    public String metrics() {
      return registry.scrape();
    }
  }

  void stopTaking() {
    api.close();
  }

  InetSocketAddress address() {
    return port.address();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + path));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  HttpResponse<String> post(String contentType, String body) throws Exception {
    return send(
        request("/v1/events")
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The events that were stored, read back from their encoded form. */
  List<CloudEvent> events() {
    List<CloudEvent> events = new ArrayList<>();
    for (RowBlock block : buffers.stored) {
      BatchRows rows = rows(block);
      for (int row = 0; row < block.count(); row++) {
        events.add(new RowView().at(rows, row).toCloudEvent());
      }
    }
    return events;
  }

  /** What the first stored request said of its origin. */
  Origin origin() {
    return buffers.stored.get(0).origin();
  }

  private static BatchRows rows(RowBlock block) {
    return EventBatch.of(block.partition(), List.of(block)).open();
  }

  static String event(String id) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"t\"}";
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
