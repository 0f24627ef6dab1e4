package dev.firn.sharding.cluster;

import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.ObjectFolder;
import dev.firn.sharding.commit.CommitterServices;
import dev.firn.sharding.commit.PlanJournal;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.dedup.IdRuns;
import dev.firn.sharding.dedup.IdSweeper;
import dev.firn.sharding.partition.AppendJournal;
import dev.firn.sharding.partition.DeadLetters;
import dev.firn.sharding.partition.FlushGate;
import dev.firn.sharding.partition.PartitionBuffer;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionServices;
import dev.firn.sharding.placement.ShardPlacement;
import dev.firn.sharding.placement.ShardTraffic;
import dev.firn.sharding.reject.DeadLetterBuffers;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantTypes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.jspecify.annotations.Nullable;

/** Makes a node ready to hold its share of the entities: partitions, committers, tenants. */
final class NodeEntities {
  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final BufferSettings settings;
  private final FlushGate gate;
  private final ShardPlacement placement;

  NodeEntities(
      ActorSystem<?> system, BufferSettings settings, FlushGate gate, ShardPlacement placement) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.settings = settings;
    this.gate = gate;
    this.placement = placement;
  }

  /** Whatever is not the table of dead letters now is, or was, the table of events. */
  void startCommitters(BufferPorts events, BufferPorts rejected, Supplier<String> rejectedUuid) {
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
            .withAllocationStrategy(placement.byNumber(TableCommitter.KEY.name()))
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

  /**
   * Partitions of dead letters.
   *
   * @param folder for local copies of id runs
   */
  void startRejected(BufferPorts ports, BufferShare share, Path folder) {
    startPartitions(services(PartitionBuffer.REJECTED, ports, share, folder, null));
  }

  /**
   * Partitions of events; those of dead letters are started before.
   *
   * @return where the router finds them
   */
  ActorRef<ShardingEnvelope<PartitionProtocol.Command>> startEvents(
      BufferPorts ports, BufferShare share, Path folder) {
    return startPartitions(services(PartitionBuffer.KEY, ports, share, folder, deadLetters()));
  }

  private PartitionServices services(
      EntityTypeKey<PartitionProtocol.Command> kind,
      BufferPorts ports,
      BufferShare share,
      Path folder,
      @Nullable DeadLetters deadLetters) {
    return new PartitionServices(
        kind,
        settings.partition(),
        ports,
        new AppendJournal(system, settings.queryPlugin()),
        share.cache(),
        gate,
        new IdRuns(
            ports.dataFiles(), folder, settings.localIdBytes(), dispatcher("firn.dispatchers.ids")),
        share.memory(),
        share.awake(),
        uuid -> sharding.entityRefFor(TableCommitter.KEY, uuid),
        id -> sharding.entityRefFor(kind, id).tell(new PartitionProtocol.Wake()),
        deadLetters);
  }

  private DeadLetters deadLetters() {
    return new DeadLetterBuffers(
        id -> sharding.entityRefFor(PartitionBuffer.REJECTED, id),
        dispatcher("firn.dispatchers.encode"),
        system.scheduler(),
        settings.askTimeout());
  }

  private ActorRef<ShardingEnvelope<PartitionProtocol.Command>> startPartitions(
      PartitionServices services) {
    ShardTraffic traffic = placement.traffic();
    services.awake().meterAppends(traffic::add);
    return sharding.init(
        Entity.of(
                services.kind(),
                entity -> PartitionBuffer.create(entity.getEntityId(), entity.getShard(), services))
            .withStopMessage(new PartitionProtocol.Stop())
            .withAllocationStrategy(
                placement.byLoad(services.kind().name(), traffic, services.awake()::list))
            .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true)));
  }

  void startTenants(InstantSource clock) {
    sharding.init(
        Entity.of(
                TenantTypes.KEY,
                entity ->
                    TenantTypes.create(entity.getEntityId(), settings.newTypesPerDay(), clock))
            .withStopMessage(new TenantProtocol.Stop())
            .withAllocationStrategy(placement.byNumber(TenantTypes.KEY.name())));
  }

  void startSweeper(BufferPorts ports) {
    Consumer<ObjectFolder> visit =
        folder ->
            sharding
                .entityRefFor(PartitionBuffer.KEY, folder.name())
                .tell(new PartitionProtocol.SweepIds(folder.locations()));
    Behavior<IdSweeper.Command> sweeper =
        IdSweeper.create(settings.sweep(), ports.dataFiles(), ports.clock(), visit);
    ClusterSingleton.get(system).init(SingletonActor.of(sweeper, "firn-id-sweeper"));
  }

  private Executor dispatcher(String path) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
  }
}
