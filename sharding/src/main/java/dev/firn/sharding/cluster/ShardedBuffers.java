package dev.firn.sharding.cluster;

import dev.firn.events.RowBlock;
import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.JournalSpace;
import dev.firn.sharding.LakeTable;
import dev.firn.sharding.ObjectFolder;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.commit.CommitterServices;
import dev.firn.sharding.commit.PlanJournal;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.dedup.IdRuns;
import dev.firn.sharding.dedup.IdSweeper;
import dev.firn.sharding.partition.AppendCache;
import dev.firn.sharding.partition.AppendJournal;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.DeadLetters;
import dev.firn.sharding.partition.FlushGate;
import dev.firn.sharding.partition.MemoryBudget;
import dev.firn.sharding.partition.PartitionBuffer;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.AskAccount;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionServices;
import dev.firn.sharding.reject.DeadLetterBuffers;
import dev.firn.sharding.reject.DeadLetterMetrics;
import dev.firn.sharding.route.EventRouter;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/** The buffers of a node in a cluster: its router, its share of the partitions and committers. */
public final class ShardedBuffers implements EventBuffers {
  private static final long REJECTED_CACHE_BYTES = 4 << 20;

  /**
   * Dead letters have memory of their own: partitions that wait for their rows to be set aside hold
   * on to theirs meanwhile.
   */
  private static final int REJECTED_MEMORY_SHARE = 8;

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final BufferSettings settings;
  private final ActorRef<EventRouter.Command> router;
  private final AwakePartitions awake;
  private final AwakePartitions rejectedAwake;
  private final AppendCache cache;
  private final FlushGate gate;
  private final MemoryBudget memory;
  private final Committers committers;

  /**
   * Starts the node's part. The system is, or is about to be, a member of a cluster.
   *
   * @param rejected the table of dead letters
   * @param folder for local copies of id runs
   */
  public static ShardedBuffers start(
      ActorSystem<?> system,
      BufferSettings settings,
      BufferPorts ports,
      LakeTable rejected,
      Path folder) {
    return new ShardedBuffers(system, settings, ports, rejected, folder);
  }

  private ShardedBuffers(
      ActorSystem<?> system,
      BufferSettings settings,
      BufferPorts ports,
      LakeTable rejected,
      Path folder) {
    this.system = system;
    this.settings = settings;
    this.sharding = ClusterSharding.get(system);
    this.awake = new AwakePartitions();
    this.rejectedAwake = new AwakePartitions();
    this.cache = new AppendCache(settings.cacheBytes());
    this.gate = new FlushGate(settings.writers());
    this.memory = new MemoryBudget(settings.memoryBytes());
    // What truncation waits for is taken in by a full journal too.
    BufferPorts rejectedPorts =
        new BufferPorts(
            rejected.files(),
            rejected.commits(),
            rejected.rows(),
            ports.trim(),
            JournalSpace.UNBOUNDED,
            new DeadLetterMetrics(ports.metrics()),
            ports.clock());
    startCommitters(ports, rejectedPorts, rejected.uuid());
    startPartitions(
        services(
            PartitionBuffer.REJECTED,
            rejectedPorts,
            new AppendCache(REJECTED_CACHE_BYTES),
            rejectedAwake,
            folder.resolveSibling(folder.getFileName() + "-rejected"),
            new MemoryBudget(settings.memoryBytes() / REJECTED_MEMORY_SHARE),
            null));
    PartitionServices services =
        services(PartitionBuffer.KEY, ports, cache, awake, folder, memory, deadLetters());
    this.committers = Committers.watch(system, settings.askTimeout());
    startTenants(ports.clock());
    this.router = startRouter(startPartitions(services));
    startSweeper(ports);
  }

  private void startSweeper(BufferPorts ports) {
    Consumer<ObjectFolder> visit =
        folder ->
            sharding
                .entityRefFor(PartitionBuffer.KEY, folder.name())
                .tell(new PartitionProtocol.SweepIds(folder.locations()));
    Behavior<IdSweeper.Command> sweeper =
        IdSweeper.create(settings.sweep(), ports.dataFiles(), ports.clock(), visit);
    ClusterSingleton.get(system).init(SingletonActor.of(sweeper, "firn-id-sweeper"));
  }

  private DeadLetters deadLetters() {
    return new DeadLetterBuffers(
        id -> sharding.entityRefFor(PartitionBuffer.REJECTED, id),
        dispatcher("firn.dispatchers.encode"),
        system.scheduler(),
        settings.askTimeout());
  }

  private PartitionServices services(
      EntityTypeKey<PartitionProtocol.Command> kind,
      BufferPorts ports,
      AppendCache appends,
      AwakePartitions statuses,
      Path folder,
      MemoryBudget heap,
      @Nullable DeadLetters deadLetters) {
    return new PartitionServices(
        kind,
        settings.partition(),
        ports,
        new AppendJournal(system, settings.queryPlugin()),
        appends,
        gate,
        new IdRuns(
            ports.dataFiles(), folder, settings.localIdBytes(), dispatcher("firn.dispatchers.ids")),
        heap,
        statuses,
        uuid -> sharding.entityRefFor(TableCommitter.KEY, uuid),
        id -> sharding.entityRefFor(kind, id).tell(new PartitionProtocol.Wake()),
        deadLetters);
  }

  /** Whatever is not the table of dead letters now is, or was, the table of events. */
  private void startCommitters(
      BufferPorts events, BufferPorts rejected, Supplier<String> rejectedUuid) {
    CommitterServices ofEvents = committerServices(events);
    CommitterServices ofRejected = committerServices(rejected);
    sharding.init(
        Entity.of(
                TableCommitter.KEY,
                entity ->
                    TableCommitter.create(
                        entity.getEntityId(),
                        rejectedUuid.get().equals(entity.getEntityId()) ? ofRejected : ofEvents))
            .withStopMessage(new TableCommitter.Stop())
            .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true)));
  }

  private CommitterServices committerServices(BufferPorts ports) {
    return new CommitterServices(
        settings.committer(),
        ports.table(),
        new PlanJournal(system, settings.queryPlugin()),
        ports.trim(),
        ports.metrics(),
        ports.clock());
  }

  private void startTenants(InstantSource clock) {
    sharding.init(
        Entity.of(
                TenantTypes.KEY,
                entity ->
                    TenantTypes.create(entity.getEntityId(), settings.newTypesPerDay(), clock))
            .withStopMessage(new TenantProtocol.Stop()));
  }

  private ActorRef<ShardingEnvelope<PartitionProtocol.Command>> startPartitions(
      PartitionServices services) {
    return sharding.init(
        Entity.of(
                services.kind(),
                entity -> PartitionBuffer.create(entity.getEntityId(), entity.getShard(), services))
            .withStopMessage(new PartitionProtocol.Stop())
            .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true)));
  }

  private ActorRef<EventRouter.Command> startRouter(
      ActorRef<ShardingEnvelope<PartitionProtocol.Command>> partitions) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "firn-linger");
              thread.setDaemon(true);
              return thread;
            });
    system.getWhenTerminated().whenComplete((done, failure) -> clock.shutdownNow());
    return system.systemActorOf(
        EventRouter.create(
            settings.router(),
            partitions,
            awake,
            tenant -> sharding.entityRefFor(TenantTypes.KEY, tenant),
            dispatcher("firn.dispatchers.encode"),
            clock),
        "firn-router",
        Props.empty());
  }

  private Executor dispatcher(String path) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
  }

  @Override
  public CompletionStage<StoreOutcome> store(RowBlock rows) {
    return storeAll(List.of(rows)).get(0);
  }

  @Override
  public List<CompletionStage<StoreOutcome>> storeAll(List<RowBlock> request) {
    List<EventRouter.Store> parts = new ArrayList<>(request.size());
    List<CompletionStage<StoreOutcome>> answers = new ArrayList<>(request.size());
    for (RowBlock rows : request) {
      CompletableFuture<StoreOutcome> answer = new CompletableFuture<>();
      parts.add(new EventRouter.Store(rows, answer));
      answers.add(answer);
    }
    router.tell(new EventRouter.StoreAll(parts));
    return answers;
  }

  @Override
  public CompletionStage<Whereabouts> locate(Position position) {
    return ask(position, settings.askTimeout(), replyTo -> new Locate(position, replyTo));
  }

  @Override
  public CompletionStage<Whereabouts> whenCommitted(Position position, Duration patience) {
    return ask(
        position,
        patience.plus(settings.askTimeout()),
        replyTo -> new AwaitCommitted(position, patience, replyTo));
  }

  private CompletionStage<Whereabouts> ask(
      Position position,
      Duration timeout,
      Function<ActorRef<Whereabouts>, PartitionProtocol.Command> question) {
    return sharding
        .entityRefFor(PartitionBuffer.KEY, position.partition())
        .ask(question, timeout)
        .exceptionally(failure -> new Whereabouts.Unreachable(String.valueOf(failure)));
  }

  @Override
  public CompletionStage<PartitionAccount> account(String partition) {
    return sharding
        .entityRefFor(PartitionBuffer.KEY, partition)
        .ask(AskAccount::new, settings.askTimeout());
  }

  @Override
  public CompletionStage<List<PartitionStatus>> partitions() {
    return CompletableFuture.completedFuture(awake.list());
  }

  @Override
  public CompletionStage<List<CommitterStatus>> committers() {
    return committers.describe();
  }

  @Override
  public CompletionStage<CommitterStatus> resumeCommitter(String tableUuid) {
    return askCommitter(tableUuid, CommitterProtocol.Resume::new);
  }

  @Override
  public CompletionStage<CommitterStatus> acceptRollback(
      String tableUuid, long from, long through) {
    return askCommitter(
        tableUuid, replyTo -> new CommitterProtocol.AcceptRollback(from, through, replyTo));
  }

  private CompletionStage<CommitterStatus> askCommitter(
      String tableUuid, Function<ActorRef<CommitterStatus>, CommitterProtocol.Command> question) {
    return sharding
        .entityRefFor(TableCommitter.KEY, tableUuid)
        .ask(question, settings.askTimeout())
        .exceptionally(failure -> CommitterStatus.unreachable(tableUuid, String.valueOf(failure)));
  }

  /** How the committers stood a few seconds ago, for metrics and probes. */
  public Committers committersSeen() {
    return committers;
  }

  /** What is awake on this node, for metrics. */
  public AwakePartitions awake() {
    return awake;
  }

  /** Dead letters awake on this node. */
  public AwakePartitions rejectedAwake() {
    return rejectedAwake;
  }

  /** Heap held by batches that wait for their flush, in bytes. */
  public long cacheBytes() {
    return cache.bytes();
  }

  /** Heap held by what partitions cannot let go of, in bytes. */
  public long memoryHeld() {
    return memory.held();
  }

  /** Flushes that wait for their turn. */
  public int flushesQueued() {
    return gate.queued();
  }
}
