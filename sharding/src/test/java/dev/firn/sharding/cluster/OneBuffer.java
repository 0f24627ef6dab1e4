package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.EventBatch;
import dev.firn.events.RowBlock;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.EpochClosed;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.DeadLetters;
import dev.firn.sharding.partition.MemoryBudget;
import dev.firn.sharding.partition.PartitionBuffer;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionProtocol.Stop;
import dev.firn.sharding.partition.PartitionServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Buffers of one partition between a shard and a committer that do what a test says, when it says.
 */
final class OneBuffer implements AutoCloseable {
  static final String ID = TestNode.VIEWS.id();
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Disk work that a test may hold up. */
  static final class Disk implements Executor {
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean isHolding;

    @Override
    public synchronized void execute(Runnable work) {
      if (isHolding) {
        held.add(work);
      } else {
        work.run();
      }
    }

    synchronized void hold() {
      isHolding = true;
    }

    synchronized int held() {
      return held.size();
    }

    synchronized void release() {
      isHolding = false;
      held.forEach(Runnable::run);
      held.clear();
    }
  }

  final Disk disk = new Disk();
  final Circumstances around = new Circumstances();
  final AwakePartitions awake = new AwakePartitions();
  final Queue<String> woken = new ConcurrentLinkedQueue<>();
  final Queue<Long> keptAppends = new ConcurrentLinkedQueue<>();
  final TestNode node;
  final TestProbe<CommitterProtocol.Command> committer;
  final TestProbe<ClusterSharding.ShardCommand> shard;
  final TestProbe<AppendReply> replies;
  MemoryBudget memory = new MemoryBudget(1 << 20);
  private long batches;

  OneBuffer(Path folder, MemoryLake lake, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "firn.buffers.passivate-after = 200 ms";
    node = new TestNode(folder, lake, around, all);
    await(node.buffers().locate(new Position("nobody/2026-11-22T09", 1, 1)));
    committer = TestProbe.create(node.system());
    shard = TestProbe.create(node.system());
    replies = TestProbe.create(node.system());
  }

  ActorRef<Command> start(String name) {
    DeadLetters letters =
        (partition, writer, batch, rows) -> {
          keptAppends.add(batch.append());
          return CompletableFuture.completedFuture(Done.getInstance());
        };
    PartitionServices services =
        node.services(disk, memory, awake, committer.ref(), woken::add, letters);
    return node.system()
        .systemActorOf(PartitionBuffer.create(ID, shard.ref(), services), name, Props.empty());
  }

  void stop(ActorRef<Command> buffer) {
    buffer.tell(new Stop());
    shard.expectTerminated(buffer, PATIENCE);
  }

  static EventBatch batch(String... ids) {
    RowBlock rows = TestNode.rows(ids);
    return EventBatch.of(rows.partition(), List.of(rows));
  }

  void tell(ActorRef<Command> buffer, String... ids) {
    tell(buffer, batch(ids));
  }

  void tell(ActorRef<Command> buffer, EventBatch batch) {
    buffer.tell(new Append(++batches, 1, batch, replies.ref()));
  }

  void append(ActorRef<Command> buffer, String... ids) {
    append(buffer, batch(ids));
  }

  void append(ActorRef<Command> buffer, EventBatch batch) {
    tell(buffer, batch);
    assertThat(reply()).isInstanceOf(Appended.class);
  }

  AppendResult reply() {
    return replies.receiveMessage(PATIENCE).result();
  }

  AddFiles nextFiles() {
    CommitterProtocol.Command next = committer.receiveMessage(PATIENCE);
    return next instanceof AddFiles files ? files : nextFiles();
  }

  /** What waits is sent again and again, so others may come before. */
  AddFiles nextFiles(Predicate<AddFiles> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    AddFiles files = nextFiles();
    while (!wanted.test(files)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Not what was expected, again and again: " + files);
      }
      files = nextFiles();
    }
    return files;
  }

  /** The committer need not remember the epoch: only then does the partition sleep. */
  void closeEpoch() {
    CommitterProtocol.Command next = committer.receiveMessage(PATIENCE);
    if (next instanceof CloseEpoch close) {
      close.replyTo().tell(new EpochClosed(close.epoch()));
    } else {
      closeEpoch();
    }
  }

  static void commit(AddFiles files) {
    long through = files.files().get(files.files().size() - 1).to();
    files.replyTo().tell(new FilesCommitted(files.epoch(), through, through, through));
  }

  static void refuseFirst(AddFiles files) {
    files.replyTo().tell(new FileRefused(files.epoch(), files.files().get(0).flushId(), "told so"));
  }

  Whereabouts locate(ActorRef<Command> buffer, long append) {
    Position position = new Position(ID, 1, append);
    return await(
        AskPattern.<Command, Whereabouts>ask(
            buffer, replyTo -> new Locate(position, replyTo), PATIENCE, node.system().scheduler()));
  }

  @Override
  public void close() {
    node.close();
  }
}
