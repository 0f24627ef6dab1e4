package dev.firn.sharding.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.journal.JournalTruncation;
import dev.firn.sharding.BufferMetrics;
import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.dedup.IdRuns;
import dev.firn.sharding.partition.AppendCache;
import dev.firn.sharding.partition.AppendJournal;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.DeadLetters;
import dev.firn.sharding.partition.FlushGate;
import dev.firn.sharding.partition.MemoryBudget;
import dev.firn.sharding.partition.PartitionBuffer;
import dev.firn.sharding.partition.PartitionServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A node without HTTP: real journal, real cluster of one, a lake in memory. */
final class TestNode implements AutoCloseable {
  static final PartitionKey VIEWS = PartitionKey.of("page.view", 1_763_805_600_000_000L);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ActorSystem<Void> system;
  private final ShardedBuffers buffers;
  private final BufferSettings settings;
  private final BufferPorts ports;
  private final Path folder;

  TestNode(Path folder, MemoryLake lake, String... settings) {
    this(folder, lake, new Circumstances(), settings);
  }

  TestNode(Path folder, MemoryLake lake, Circumstances circumstances, String... settings) {
    Config config =
        ConfigFactory.parseString(String.join("\n", settings))
            .withFallback(ConfigFactory.parseString("firn.data = \"" + folder + "\""))
            .withFallback(ConfigFactory.parseResources("test-node.conf"))
            .withFallback(org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin.config())
            .withFallback(ConfigFactory.load())
            .resolve();
    system = ActorSystem.create(Behaviors.empty(), "firn", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    JournalTruncation truncation = JournalTruncation.create(system, Duration.ofSeconds(10));
    this.folder = folder;
    this.settings = BufferSettings.from(config.getConfig("firn"));
    ports =
        new BufferPorts(
            lake,
            lake,
            lake,
            circumstances.over(
                (id, to, snapshot) ->
                    truncation
                        .deleteTo(id, to)
                        .thenCompose(done -> truncation.deleteSnapshotsBefore(id, snapshot))),
            circumstances,
            BufferMetrics.NONE,
            circumstances);
    buffers =
        ShardedBuffers.start(
            system, this.settings, ports, lake.rejected().table(), folder.resolve("ids"));
  }

  /** For a buffer that a test starts by itself. */
  PartitionServices services(
      Executor disk,
      MemoryBudget memory,
      AwakePartitions awake,
      ActorRef<CommitterProtocol.Command> committer,
      Consumer<String> wake,
      DeadLetters deadLetters) {
    return new PartitionServices(
        PartitionBuffer.KEY,
        settings.partition(),
        ports,
        new AppendJournal(system, settings.queryPlugin()),
        new AppendCache(1 << 20),
        new FlushGate(1),
        new IdRuns(ports.dataFiles(), folder.resolve("ids-of-one"), 1 << 20, disk),
        memory,
        awake,
        uuid -> committer,
        wake,
        deadLetters);
  }

  ActorSystem<Void> system() {
    return system;
  }

  ShardedBuffers buffers() {
    return buffers;
  }

  /** One row whose id does not matter. */
  static RowBlock rows(String tenant, PartitionKey partition) {
    return rows(tenant, partition, new String[] {"1"});
  }

  static RowBlock rows(String... ids) {
    return rows("default", VIEWS, ids);
  }

  static RowBlock rows(String tenant, PartitionKey partition, String[] ids) {
    RowBlock block = new RowBlock(partition, new Origin(tenant, 1, Edge.NONE));
    for (String id : ids) {
      block.add(
          new CloudEvent(
              id,
              "/s",
              partition.type(),
              "1.0",
              partition.start().toEpochMilli() * 1000,
              null,
              null,
              null,
              "{}",
              Map.of()),
          MemoryLake.ids());
    }
    return block;
  }

  Stored store(String... ids) {
    return stored(await(buffers.store(rows(ids))));
  }

  Stored redrive(String... ids) {
    return stored(await(buffers.redrive(List.of(rows(ids)))));
  }

  private static Stored stored(StoreOutcome outcome) {
    if (outcome instanceof Stored stored) {
      return stored;
    }
    throw new AssertionError("Not stored: " + outcome);
  }

  void committed(Stored stored) {
    Whereabouts whereabouts = await(buffers.whenCommitted(stored.position(), PATIENCE));
    if (!(whereabouts instanceof Whereabouts.InSnapshot)) {
      throw new AssertionError("Not committed: " + whereabouts);
    }
  }

  static <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    system.terminate();
    await(system.getWhenTerminated());
  }
}
