package dev.firn.sharding.cluster;

import dev.firn.events.FailureText;
import dev.firn.events.RowBlock;
import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.JournalSpace;
import dev.firn.sharding.LakeTable;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.Position;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StuckPartition;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.nodes.AwakeLists;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.FlushGate;
import dev.firn.sharding.partition.PartitionBuffer;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.AskAccount;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.placement.ShardPlacement;
import dev.firn.sharding.reject.DeadLetterMetrics;
import dev.firn.sharding.reject.RedrivenRows;
import dev.firn.sharding.route.EventRouter;
import dev.firn.sharding.tenant.TenantTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.japi.function.Function;

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
  private final RedrivenRows redriven;
  private final BufferShare events;
  private final BufferShare rejected;
  private final FlushGate gate;
  private final Committers committers;
  private final ShardPlacement placement;
  private final AwakeLists lists;

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
      LakeTable rejectedTable,
      Path folder) {
    this.system = system;
    this.settings = settings;
    this.sharding = ClusterSharding.get(system);
    this.events = new BufferShare(settings.cacheBytes(), settings.memoryBytes());
    this.rejected =
        new BufferShare(REJECTED_CACHE_BYTES, settings.memoryBytes() / REJECTED_MEMORY_SHARE);
    this.gate = new FlushGate(settings.writers());
    this.lists =
        AwakeLists.share(
            system,
            Map.of(
                PartitionBuffer.KEY.name(), events.awake()::list,
                PartitionBuffer.REJECTED.name(), rejected.awake()::list),
            settings.askTimeout());
    this.placement = ShardPlacement.start(system, settings.placement(), settings.askTimeout());
    NodeEntities entities = new NodeEntities(system, settings, gate, placement);
    BufferPorts rejectedPorts = rejectedPorts(ports, rejectedTable);
    entities.startCommitters(ports, rejectedPorts, rejectedTable.uuid());
    entities.startRejected(
        rejectedPorts, rejected, folder.resolveSibling(folder.getFileName() + "-rejected"));
    this.committers = Committers.watch(system, settings.askTimeout());
    entities.startTenants(ports.clock());
    this.router = startRouter(entities.startEvents(ports, events, folder));
    this.redriven =
        new RedrivenRows(
            id -> sharding.entityRefFor(PartitionBuffer.KEY, id),
            encoder(),
            system.scheduler(),
            settings.askTimeout());
    entities.startSweeper(ports);
  }

  /** What truncation waits for is taken in by a full journal too. */
  private static BufferPorts rejectedPorts(BufferPorts ports, LakeTable rejected) {
    return new BufferPorts(
        rejected.files(),
        rejected.commits(),
        rejected.rows(),
        ports.trim(),
        JournalSpace.UNBOUNDED,
        new DeadLetterMetrics(ports.metrics()),
        ports.clock());
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
            events.awake(),
            tenant -> sharding.entityRefFor(TenantTypes.KEY, tenant),
            encoder(),
            clock),
        "firn-router",
        Props.empty());
  }

  private Executor encoder() {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig("firn.dispatchers.encode"));
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
  public CompletionStage<StoreOutcome> redrive(List<RowBlock> rows) {
    return redriven.store(rows);
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
        .exceptionally(failure -> new Whereabouts.Unreachable(FailureText.of(failure)));
  }

  @Override
  public CompletionStage<PartitionAccount> account(String partition) {
    return account(PartitionBuffer.KEY, partition);
  }

  @Override
  public CompletionStage<PartitionAccount> rejectedAccount(String partition) {
    return account(PartitionBuffer.REJECTED, partition);
  }

  private CompletionStage<PartitionAccount> account(
      EntityTypeKey<PartitionProtocol.Command> kind, String partition) {
    return sharding.entityRefFor(kind, partition).ask(AskAccount::new, settings.askTimeout());
  }

  @Override
  public CompletionStage<List<StuckPartition>> stuckPartitions() {
    return CompletableFuture.completedFuture(events.awake().stuck());
  }

  @Override
  public CompletionStage<List<StuckPartition>> stuckRejectedPartitions() {
    return CompletableFuture.completedFuture(rejected.awake().stuck());
  }

  @Override
  public CompletionStage<List<PartitionStatus>> partitions() {
    return lists.of(PartitionBuffer.KEY.name());
  }

  @Override
  public CompletionStage<List<PartitionStatus>> rejectedPartitions() {
    return lists.of(PartitionBuffer.REJECTED.name());
  }

  @Override
  public CompletionStage<List<PlacedCommitter>> placedCommitters() {
    return committers.describe();
  }

  @Override
  public CompletionStage<CommitterStatus> resumeCommitter(String tableUuid) {
    return askCommitter(tableUuid, CommitterProtocol.Resume::new);
  }

  /** A committer that nobody knows would be made by being asked, and remembered for ever. */
  @Override
  public CompletionStage<RollbackAnswer> acceptRollback(String tableUuid, long from, long through) {
    return committers
        .isKnown(tableUuid)
        .thenCompose(
            isKnown ->
                isKnown
                    ? askToAccept(tableUuid, from, through)
                    : CompletableFuture.completedFuture(
                        new RollbackAnswer.Refused(
                            "table " + tableUuid + " has no committer in this cluster")))
        .exceptionally(
            failure -> new RollbackAnswer.Refused("the committer did not answer; ask again"));
  }

  private CompletionStage<RollbackAnswer> askToAccept(String tableUuid, long from, long through) {
    return sharding
        .entityRefFor(TableCommitter.KEY, tableUuid)
        .<RollbackAnswer>ask(
            replyTo -> new CommitterProtocol.AcceptRollback(from, through, replyTo),
            settings.askTimeout())
        .thenApply(RollbackAnswer.class::cast);
  }

  private CompletionStage<CommitterStatus> askCommitter(
      String tableUuid, Function<ActorRef<CommitterStatus>, CommitterProtocol.Command> question) {
    return sharding
        .entityRefFor(TableCommitter.KEY, tableUuid)
        .ask(question, settings.askTimeout())
        .exceptionally(failure -> CommitterStatus.unreachable(tableUuid, FailureText.of(failure)));
  }

  /** Where shards live, and operators' orders about it. */
  public ShardPlacement placement() {
    return placement;
  }

  /** How the committers stood a few seconds ago, for metrics and probes. */
  public Committers committersSeen() {
    return committers;
  }

  /** What is awake on this node of the table of events. */
  public AwakePartitions awake() {
    return events.awake();
  }

  /** This node's share of the table of events, for metrics. */
  public BufferShare events() {
    return events;
  }

  /** This node's share of the table of dead letters, for metrics. */
  public BufferShare rejected() {
    return rejected;
  }

  /** Partitions of either table that stand still on this node. */
  public List<StuckPartition> stuck() {
    return Stream.concat(events.awake().stuck().stream(), rejected.awake().stuck().stream())
        .toList();
  }

  /** Partitions of either table that are awake on this node. */
  public int partitionsAwake() {
    return events.awake().count() + rejected.awake().count();
  }

  /** Flushes that wait for their turn. */
  public int flushesQueued() {
    return gate.queued();
  }
}
