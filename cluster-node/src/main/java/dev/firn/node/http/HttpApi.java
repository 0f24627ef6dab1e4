package dev.firn.node.http;

import dev.firn.node.http.Route.Access;
import dev.firn.node.listen.HttpListener;
import dev.firn.node.metrics.IngestMetrics;
import dev.firn.node.receipts.Receipts;
import dev.firn.node.security.ApiKeys;
import dev.firn.node.settings.ClusterSettings;
import dev.firn.node.settings.HttpSettings;
import dev.firn.node.settings.NodeSettings;
import dev.firn.sharding.EventBuffers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of a node. It begins with the probes and the catalog; the rest is there once {@link
 * #open} has been given the buffers.
 */
public final class HttpApi {
  private final NodeSettings settings;
  private final ApiKeys keys;
  private final Readiness readiness;
  private final Optional<Route.Handler> catalog;
  private final MeterRegistry meters;
  private final EdgeHeaders edgeHeaders;
  private final CrossOrigin crossOrigin;
  private final HttpServer server;

  /**
   * @param catalog the embedded catalog, where this node has it
   */
  public HttpApi(
      NodeSettings settings,
      ApiKeys keys,
      Readiness readiness,
      Optional<CatalogRoute> catalog,
      MeterRegistry meters) {
    this.settings = settings;
    this.keys = keys;
    this.readiness = readiness;
    this.catalog = catalog.map(route -> route);
    this.meters = meters;
    this.edgeHeaders = new EdgeHeaders(settings.edge());
    this.crossOrigin = new CrossOrigin(settings.cors());
    this.server = new HttpServer(settings.http(), router(early(), startingUp()));
  }

  /**
   * Looks whether the address can be had, before anything is made for a node that could not start.
   *
   * @throws java.net.BindException where it is taken, or is none of this machine
   */
  public static void requireFree(HttpSettings settings) throws IOException {
    HttpServer.requireFree(settings);
  }

  /** Listens; fails where the port is taken. */
  public CompletionStage<HttpListener.Bound> bind(ActorSystem<?> system) {
    Metrics.addRegistry(meters);
    system.getWhenTerminated().thenRun(() -> Metrics.removeRegistry(meters));
    return server.bind(system);
  }

  /** Begins to take events and questions. */
  public void open(
      ActorSystem<?> system,
      EventBuffers buffers,
      RequestDecoding decoding,
      Receipts receipts,
      Supplier<Optional<String>> journalTrouble,
      NodeViews views,
      Executor decodeThreads) {
    Admission admission = new Admission(settings.http().inFlightBytes());
    Gauge.builder("firn.ingest.in.flight", admission, Admission::heldBytes)
        .description("Bytes of requests read or decoded and not yet answered")
        .baseUnit("bytes")
        .register(meters);
    BodyReader bodies =
        new BodyReader(settings.http(), admission, Materializer.createMaterializer(system));
    IngestRoute ingest =
        new IngestRoute(
            buffers,
            decoding,
            bodies,
            () -> journalProblem(journalTrouble.get()),
            receipts,
            new IngestMetrics(meters),
            settings.http(),
            decodeThreads,
            Clock.systemUTC());
    ReceiptRoute receipt =
        new ReceiptRoute(buffers, receipts, bodies, settings.http().retryAfter());
    List<Route> routes = new ArrayList<>(early());
    if (!settings.cluster().has(ClusterSettings.INGEST)) {
      routes.add(
          new Route("POST", "/v1/events", Access.TENANT, (request, head, who) -> elsewhere()));
    }
    routes.add(new Route("POST", "/v1/events", Access.TENANT, ingest));
    routes.add(
        new Route(
            "POST", "/v1/receipts", Access.TENANT, (request, head, who) -> receipt.post(request)));
    routes.add(
        new Route(
            "GET", ReceiptRoute.PATH, Access.TENANT, (request, head, who) -> receipt.get(request)));
    routes.addAll(new HistoryRoutes(views::history).routes());
    routes.addAll(new SchemaRoutes(views::schema).routes());
    routes.addAll(new NodeRoutes(views.cluster()).routes());
    routes.addAll(new ShardRoutes(views.cluster().placement(), Clock.systemUTC()).routes());
    routes.addAll(new CommitRoutes(buffers, views).routes());
    views.audits().ifPresent(audits -> routes.addAll(new AuditRoutes(audits).routes()));
    routes.add(new AdoptionRoute(views::adoption, bodies).route());
    routes.addAll(new CompactionRoutes(views.compaction()).routes());
    views
        .upkeep()
        .ifPresent(
            upkeep -> routes.addAll(new MaintenanceRoutes(upkeep, views.compaction()).routes()));
    routes.addAll(new PartitionRoutes(buffers, settings.http().commitPatience()).routes());
    routes.addAll(new RejectedRoutes(views::rejected, buffers).routes());
    routes.add(
        new Route("GET", "/metrics", Access.OPERATOR, (request, head, who) -> metrics(views)));
    server.route(router(routes, nothingHere()));
  }

  /**
   * Stops taking events. The stage completes when what was taken is answered; the port stays open,
   * as commits go through it that answers wait for.
   */
  public CompletionStage<Done> close() {
    server.route(router(early(), stopping()));
    return server.whenAllAnswered();
  }

  private List<Route> early() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route("GET", "/health/live", Access.ANYONE, (request, head, who) -> alive()));
    routes.add(
        new Route(
            "GET",
            "/health/ready",
            Access.ANYONE,
            (request, head, who) -> Answers.now(readiness.response())));
    routes.add(
        new Route(
            "GET", "/health/ready/", Access.ANYONE, (request, head, who) -> readyAs(request)));
    catalog.ifPresent(
        handler -> routes.add(new Route("*", CatalogRoute.PATH, Access.OPERATOR, handler)));
    return routes;
  }

  private CompletionStage<HttpResponse> readyAs(HttpRequest request) {
    String role = String.join("/", PathWords.after("/health/ready", request));
    return Answers.now(
        readiness
            .response(role)
            .orElseGet(
                () ->
                    Answers.problem(
                        Problem.of(
                            ErrorCategory.NOT_FOUND,
                            "not-a-role",
                            "This node does not have the role " + role))));
  }

  private CompletionStage<HttpResponse> elsewhere() {
    return Answers.now(
        Answers.problem(
            Problem.of(
                ErrorCategory.NOT_FOUND,
                "no-ingest",
                "This node takes no events; its roles are "
                    + String.join(", ", new TreeSet<>(settings.cluster().roles())))));
  }

  private static CompletionStage<HttpResponse> alive() {
    return Answers.now(
        Answers.json(
            200,
            out -> {
              out.writeStartObject();
              out.writeBooleanField("live", true);
              out.writeEndObject();
            }));
  }

  private static CompletionStage<HttpResponse> metrics(NodeViews views) {
    return Answers.now(
        HttpResponse.create().withEntity(ContentTypes.TEXT_PLAIN_UTF8, views.metrics()));
  }

  private @Nullable Problem journalProblem(Optional<String> trouble) {
    return trouble
        .map(
            why ->
                Problem.of(ErrorCategory.DEPENDENCY, "journal", why)
                    .retryAfter(settings.http().retryAfter()))
        .orElse(null);
  }

  private Router router(List<Route> routes, Problem otherwise) {
    return new Router(routes, keys, crossOrigin, edgeHeaders, otherwise);
  }

  private static Problem nothingHere() {
    return Problem.of(
        ErrorCategory.NOT_FOUND,
        "no-such-path",
        "Events go to /v1/events; docs/http-api.md lists the others");
  }

  private Problem startingUp() {
    return Problem.of(ErrorCategory.OVERLOAD, "starting", "The node is starting")
        .retryAfter(settings.http().retryAfter());
  }

  private Problem stopping() {
    return Problem.of(ErrorCategory.OVERLOAD, "stopping", "The node is stopping")
        .retryAfter(settings.http().retryAfter());
  }
}
