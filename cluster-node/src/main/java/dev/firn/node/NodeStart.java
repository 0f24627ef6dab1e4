package dev.firn.node;

import com.typesafe.config.Config;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.journal.EmbeddedJournal;
import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalTruncation;
import dev.firn.journal.postgres.NodeRegister;
import dev.firn.journal.postgres.PostgresJournal;
import dev.firn.node.ClusterMembership.Registered;
import dev.firn.node.audit.Auditing;
import dev.firn.node.compaction.Compacting;
import dev.firn.node.compaction.NodeLoad;
import dev.firn.node.history.TimeTravel;
import dev.firn.node.http.CatalogRoute;
import dev.firn.node.http.ClusterDesk;
import dev.firn.node.http.HttpApi;
import dev.firn.node.http.RequestDecoding;
import dev.firn.node.lake.JournalRoom;
import dev.firn.node.lake.JournalTrimming;
import dev.firn.node.lake.Lake;
import dev.firn.node.listen.HttpListener;
import dev.firn.node.metrics.BufferMeters;
import dev.firn.node.metrics.JournalMeters;
import dev.firn.node.metrics.MeteredThreads;
import dev.firn.node.receipts.Receipts;
import dev.firn.node.rejected.RejectedLetters;
import dev.firn.node.schema.SchemaMeters;
import dev.firn.node.schema.TableEvolution;
import dev.firn.node.security.ApiKeys;
import dev.firn.node.security.NodeSecret;
import dev.firn.node.settings.ClusterSettings;
import dev.firn.node.settings.ClusterTls;
import dev.firn.node.settings.NodeSettings;
import dev.firn.node.upkeep.Maintaining;
import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.cluster.ShardedBuffers;
import dev.firn.sharding.nodes.NodeCard;
import dev.firn.sharding.nodes.NodeCards;
import dev.firn.sharding.placement.NodeNames;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.stream.Materializer;

/**
 * The start of a node. What does not depend on each other runs at the same time: the journal is
 * opened, the cluster joined, the embedded catalog opened, the API bound; then the table is opened,
 * through the API where the catalog is embedded, and a first data file tried; then the buffers
 * start.
 */
final class NodeStart {
  private static final Duration TRUNCATION_TIMEOUT = Duration.ofSeconds(30);

  private final StartSettings all;
  private final NodeSettings settings;
  private final NodeSecret secret;
  private final ApiKeys keys;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SchemaMeters schemaMeters = new SchemaMeters(meters);
  private final StartState state;
  private final StartThreads threads = new StartThreads();
  private final ActorSystem<Void> system;
  private final NodeShutdown shutdown;

  private NodeStart(
      Config config,
      StartSettings all,
      NodeSecret secret,
      ApiKeys keys,
      Map<String, Instant> certificateEnds) {
    this.all = all;
    this.settings = all.node();
    this.secret = secret;
    this.keys = keys;
    this.state = new StartState(new CommitHealth(all.buffers().committer().alarmAfter()));
    this.system =
        ActorSystem.create(
            Behaviors.empty(), "firn", settings.cluster().over(config, secret.fingerprint()));
    this.shutdown = new NodeShutdown(system);
    ClusterMeters.members(system, meters);
    ClusterMeters.certificates(certificateEnds, meters);
  }

  /**
   * Reads what there is to read before anything is started. A wrong setting, or a taken port,
   * leaves nothing behind.
   *
   * @param preparation what is to be done first in the data folder
   */
  static NodeStart of(Config config, Preparation preparation) throws IOException {
    StartSettings all = StartSettings.from(config);
    NodeSettings settings = all.node();
    Optional<Path> keysFile = settings.auth().keysFile();
    ApiKeys given =
        keysFile.isPresent()
            ? ApiKeys.read(keysFile.get())
            : ApiKeys.off(settings.auth().defaultTenant());
    HttpApi.requireFree(settings.http());
    Files.createDirectories(settings.dataDir());
    preparation.prepare(settings.dataDir());
    NodeSecret secret = NodeSecret.readOrCreate(settings.secretFile());
    ApiKeys keys = given.required() ? given.withOperator("catalog", secret.catalogKey()) : given;
    Map<String, Instant> certificateEnds =
        settings.cluster().tls().map(ClusterTls::certificateEnds).orElse(Map.of());
    return new NodeStart(config, all, secret, keys, certificateEnds);
  }

  /** What a process has to do in a data folder before a node uses it. */
  interface Preparation {
    void prepare(Path dataDir) throws IOException;
  }

  CompletionStage<FirnNode> run() {
    CompletionStage<JournalHealth> journal = async(this::openJournal);
    Optional<CompletionStage<EmbeddedCatalog>> catalog =
        all.catalog().isEmbedded() ? Optional.of(async(this::openCatalog)) : Optional.empty();
    HttpApi api =
        new HttpApi(
            settings,
            keys,
            state.readiness(settings.cluster().roles()),
            catalog.map(this::route),
            meters);
    CompletionStage<String> url = api.bind(system).thenApply(port -> bound(api, port));
    CompletionStage<Void> up = join(journal).thenAcceptBoth(url, (done, own) -> joined());
    CompletionStage<Lake> lake = url.thenCompose(own -> openLakePatiently(own, journal));
    return up.thenCombine(journal, (done, opened) -> opened)
        .thenCombine(lake, this::startBuffers)
        .thenCombine(url, (running, own) -> open(api, running, own))
        .whenComplete((node, failure) -> threads.close())
        .exceptionallyCompose(shutdown::after);
  }

  private <T> CompletionStage<T> async(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, threads);
  }

  private Executor dispatcher(String name) {
    Executor threads =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers." + name));
    return new MeteredThreads(name, threads, meters);
  }

  private JournalHealth openJournal() {
    JournalHealth journal =
        settings.journal().equals("postgres")
            ? PostgresJournal.get(system)
            : EmbeddedJournal.get(system);
    JournalMeters.register(journal, meters);
    state.journalOpened(journal);
    return journal;
  }

  private EmbeddedCatalog openCatalog() {
    EmbeddedCatalog catalog = EmbeddedCatalog.open(settings.dataDir().resolve("catalog"));
    shutdown.closeAtEnd(catalog);
    return catalog;
  }

  private CatalogRoute route(CompletionStage<EmbeddedCatalog> catalog) {
    return new CatalogRoute(
        catalog.thenApply(EmbeddedCatalog::routes),
        dispatcher("catalog"),
        Materializer.createMaterializer(system));
  }

  private String bound(HttpApi api, HttpListener.Bound port) {
    shutdown.add(api, port, state, settings.drainDeadline());
    return "http://" + settings.http().ownHost() + ":" + port.address().getPort();
  }

  /** Where a journal can be shared, the names of those that use it are in it. */
  private CompletionStage<Void> join(CompletionStage<JournalHealth> journal) {
    List<String> seedNodes = settings.cluster().seedNodes();
    if (!settings.journal().equals("postgres")) {
      return ClusterMembership.join(system, seedNodes, Optional.empty(), threads);
    }
    return journal
        .thenApplyAsync(opened -> takeName(), threads)
        .thenCompose(held -> join(seedNodes, held));
  }

  private CompletionStage<Void> join(List<String> seedNodes, HeldName held) {
    Registered registered = new Registered(PostgresJournal.get(system).nodes(), name());
    return ClusterMembership.join(system, seedNodes, Optional.of(registered), threads)
        .thenRun(held::joined);
  }

  private HeldName takeName() {
    NodeRegister nodes = PostgresJournal.get(system).nodes();
    String name = name();
    HeldName held = HeldName.take(nodes, name, ClusterMembership.isMember(system));
    held.keep(() -> CoordinatedShutdown.get(system).runAll(ClusterEnd.NAME_TAKEN));
    shutdown.closeLast("let-go-of-name", held);
    return held;
  }

  /** A node that takes any free port has another one in each life, and one name over all. */
  private String name() {
    ClusterSettings cluster = settings.cluster();
    return cluster.port() == 0
        ? cluster.host() + ":0"
        : NodeNames.of(Cluster.get(system).selfMember().address());
  }

  private void joined() {
    state.joined(ClusterMembership.of(system));
  }

  /** Nothing is waited for when the journal cannot be opened: that has to be told at once. */
  private CompletionStage<Lake> openLakePatiently(
      String url, CompletionStage<JournalHealth> journal) {
    BooleanSupplier isGivenUp =
        () -> isStopping() || journal.toCompletableFuture().isCompletedExceptionally();
    PatientStart start = new PatientStart(threads, isGivenUp, state::tableTrouble);
    return start.open(() -> openLake(url));
  }

  private boolean isStopping() {
    return CoordinatedShutdown.get(system).getShutdownReason().isPresent();
  }

  /** The node asks its own catalog as any engine would: over HTTP. */
  private Lake openLake(String url) {
    CatalogSettings reached =
        all.catalog().isEmbedded()
            ? withKey(EmbeddedCatalog.settingsFor(url + CatalogRoute.ROOT))
            : all.catalog();
    Lake lake =
        Lake.open(
            all.lake(),
            reached,
            dispatcher("data-files"),
            dispatcher("objects"),
            dispatcher("commits"),
            dispatcher("scans"),
            schemaMeters.misfits("flush"));
    shutdown.closeAtEnd(lake);
    NodeMeters.manifests(lake.table(), meters);
    state.tableOpened();
    state.dataFilesWarmed();
    return lake;
  }

  private CatalogSettings withKey(CatalogSettings own) {
    if (!keys.required()) {
      return own;
    }
    Map<String, String> properties = new HashMap<>(own.properties());
    properties.put("header.X-API-Key", secret.catalogKey());
    return CatalogSettings.at(own.uri(), properties);
  }

  private Running startBuffers(JournalHealth journal, Lake lake) {
    ShardedBuffers buffers =
        ShardedBuffers.start(
            system,
            all.buffers(),
            new BufferPorts(
                lake.dataFiles(),
                lake.commits(),
                lake.flushedRows(secret.idKey()),
                new JournalTrimming(JournalTruncation.create(system, TRUNCATION_TIMEOUT)),
                new JournalRoom(journal),
                new BufferMeters(meters),
                InstantSource.system()),
            lake.rejected(),
            settings.dataDir().resolve("ids"));
    NodeMeters.buffers(buffers, meters);
    NodeMeters.commits(buffers.committersSeen(), meters);
    state.buffersStarted(buffers.committersSeen()::last, buffers::stuck);
    shutdown.closeAtEnd(NodeMeters.machine(meters));
    Auditing auditing =
        Auditing.start(
            new Auditing.Tables(lake.table(), lake.rejectedTable()),
            buffers,
            settings.audit(),
            ClusterMembership.leads(system),
            meters);
    shutdown.closeFirst("stop-audits", auditing);
    return new Running(
        buffers,
        lake,
        auditing,
        startCompacting(journal, lake, buffers),
        startMaintaining(lake, buffers));
  }

  private Maintaining startMaintaining(Lake lake, ShardedBuffers buffers) {
    Maintaining maintaining =
        Maintaining.start(
            new Maintaining.Means(
                lake.table(),
                lake.rejectedTable(),
                all.lake().snapshots(),
                all.lake().upkeep(),
                settings.snapshotExpiryInterval(),
                ClusterMembership.leads(system),
                dispatcher("upkeep")),
            buffers,
            system,
            meters);
    shutdown.closeFirst("stop-maintenance", maintaining);
    return maintaining;
  }

  /** Who compacts is who holds buffers: it has room on disk, and knows what comes in. */
  private Optional<Compacting> startCompacting(
      JournalHealth journal, Lake lake, ShardedBuffers buffers) {
    if (!settings.cluster().has(ClusterSettings.BUFFER)) {
      return Optional.empty();
    }
    Compacting compacting =
        Compacting.start(
            new Compacting.Means(
                lake.table(),
                all.lake().compaction(),
                settings.compaction(),
                settings.dataDir().resolve("compaction"),
                all.buffers().committer().settle(),
                schemaMeters.misfits("compaction")),
            new NodeLoad(buffers, journal),
            NodeNames.of(Cluster.get(system).selfMember().address()),
            ClusterMembership.upWithRole(system, ClusterSettings.BUFFER),
            meters);
    shutdown.closeFirst("stop-compaction", compacting);
    return Optional.of(compacting);
  }

  private record Running(
      ShardedBuffers buffers,
      Lake lake,
      Auditing auditing,
      Optional<Compacting> compaction,
      Maintaining maintaining) {}

  private ClusterDesk cluster(ShardedBuffers buffers, String url) {
    String http = settings.cluster().advertised(url);
    NodeCards cards = NodeCards.share(system, () -> new NodeCard(http, buffers.partitionsAwake()));
    return new ClusterView(system, cards, buffers.placement());
  }

  private TimeTravel history(Running running) {
    return new TimeTravel(
        running.lake().table(),
        running.buffers(),
        all.lake().timeTravel(),
        system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.commits")),
        system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.scans")),
        meters);
  }

  private TableEvolution schema(Running running) {
    TableEvolution evolution =
        new TableEvolution(
            running.lake().table(),
            all.lake().schemaEvolution(),
            system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.commits")),
            system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.scans")),
            schemaMeters);
    evolution.start(system);
    return evolution;
  }

  private FirnNode open(HttpApi api, Running running, String url) {
    api.open(
        system,
        running.buffers(),
        new RequestDecoding(settings.ingest(), secret.idKey()),
        new Receipts(secret.receiptKey()),
        state::journalTrouble,
        new Views(
            cluster(running.buffers(), url),
            running.lake(),
            history(running),
            schema(running),
            running.auditing(),
            running.compaction(),
            running.maintaining(),
            new RejectedLetters(
                running.lake().deadLetters(),
                running.buffers(),
                system
                    .dispatchers()
                    .lookup(DispatcherSelector.fromConfig("firn.dispatchers.objects"))),
            meters),
        dispatcher("decode"));
    state.opened();
    return new FirnNode(system, url, running.buffers(), shutdown.ended());
  }
}
