package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.EventBatch;
import dev.firn.events.RowBlock;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.EpochClosed;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.partition.MemoryBudget;
import dev.firn.sharding.partition.PartitionBuffer;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.partition.PartitionProtocol.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One buffer between a shard and a committer that do what the test says, when it says. */
class OneBufferTest {
  private static final String ID = TestNode.VIEWS.id();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Disk work that a test may hold up. */
  private static final class Disk implements Executor {
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

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();
  private final Disk disk = new Disk();
  private MemoryBudget memory = new MemoryBudget(1 << 20);
  private final Queue<String> woken = new ConcurrentLinkedQueue<>();
  private TestNode node;
  private TestProbe<CommitterProtocol.Command> committer;
  private TestProbe<ClusterSharding.ShardCommand> shard;
  private TestProbe<AppendReply> replies;
  private long batches;

  @BeforeEach
  void start() {
    node = new TestNode(folder, lake, "firn.buffers.passivate-after = 200 ms");
    await(node.buffers().locate(new Position("nobody/2026-11-22T09", 1, 1)));
    committer = TestProbe.create(node.system());
    shard = TestProbe.create(node.system());
    replies = TestProbe.create(node.system());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aCommitWhileIdsAreLookedUpHidesNoneOfThem() {
    ActorRef<Command> buffer = buffer("one");
    append(buffer, "a");
    commit(nextFiles());
    until(() -> locate(buffer, 1) instanceof InSnapshot);
    append(buffer, "b");
    AddFiles second = nextFiles();

    disk.hold();
    tell(buffer, "a", "b", "c");
    until(() -> disk.held() == 1);
    commit(second);
    until(() -> locate(buffer, 2) instanceof InSnapshot);
    disk.release();

    assertThat(reply()).isEqualTo(new Appended(1, 3, bits(0, 1)));
  }

  @Test
  void anAppendThatOvertakesTheOrderToSleepIsNotLeftAsleep() {
    ActorRef<Command> buffer = buffer("one");
    append(buffer, "a");
    commit(nextFiles());
    closeEpoch();
    shard.expectMessageClass(ClusterSharding.Passivate.class, PATIENCE);

    append(buffer, "b");
    buffer.tell(new Stop());

    shard.expectTerminated(buffer, PATIENCE);
    assertThat(woken).containsExactly(ID);
    buffer("two");
    AddFiles files = nextFiles();
    assertThat(files.epoch()).isEqualTo(2);
    assertThat(files.files()).hasSize(1);
  }

  @Test
  void batchesThatWaitAreMemoryOfTheNode() {
    ActorRef<Command> buffer = lookingUp();
    long before = memory.held();
    tell(buffer, "b");
    until(() -> memory.held() >= before + batch("b").sizeInBytes());
    disk.release();
    assertThat(reply()).isEqualTo(new Appended(1, 1, bits(0)));
    assertThat(reply()).isEqualTo(new Appended(1, 2, bits()));
    commit(nextFiles());
    closeEpoch();
    shard.expectMessageClass(ClusterSharding.Passivate.class, PATIENCE);
    buffer.tell(new Stop());
    shard.expectTerminated(buffer, PATIENCE);
    until(() -> memory.held() == 0);
  }

  @Test
  void whatWaitsIsRefusedBeforeMemorySuffers() {
    memory = new MemoryBudget(20_000);
    ActorRef<Command> buffer = lookingUp();
    for (int i = 0; i < 900; i++) {
      tell(buffer, "n" + i);
    }
    assertThat(reply()).isInstanceOf(Refused.class);
    disk.release();
  }

  /** A buffer that holds all batches behind one whose ids are being looked up. */
  private ActorRef<Command> lookingUp() {
    ActorRef<Command> buffer = buffer("one");
    append(buffer, "a");
    commit(nextFiles());
    until(() -> locate(buffer, 1) instanceof InSnapshot);
    disk.hold();
    tell(buffer, "a");
    until(() -> disk.held() == 1);
    return buffer;
  }

  private ActorRef<Command> buffer(String name) {
    return node.system()
        .systemActorOf(
            PartitionBuffer.create(
                ID, shard.ref(), node.services(disk, memory, committer.ref(), woken::add)),
            name,
            Props.empty());
  }

  private static EventBatch batch(String... ids) {
    RowBlock rows = TestNode.rows(ids);
    return EventBatch.of(rows.partition(), List.of(rows));
  }

  private void tell(ActorRef<Command> buffer, String... ids) {
    buffer.tell(new Append(++batches, 1, batch(ids), replies.ref()));
  }

  private void append(ActorRef<Command> buffer, String... ids) {
    tell(buffer, ids);
    assertThat(reply()).isInstanceOf(Appended.class);
  }

  private AppendResult reply() {
    return replies.receiveMessage(PATIENCE).result();
  }

  private AddFiles nextFiles() {
    CommitterProtocol.Command next = committer.receiveMessage(PATIENCE);
    return next instanceof AddFiles files ? files : nextFiles();
  }

  /** The committer need not remember the epoch: only then does the partition sleep. */
  private void closeEpoch() {
    CommitterProtocol.Command next = committer.receiveMessage(PATIENCE);
    if (next instanceof CloseEpoch close) {
      close.replyTo().tell(new EpochClosed(close.epoch()));
    } else {
      closeEpoch();
    }
  }

  private static void commit(AddFiles files) {
    long through = files.files().get(files.files().size() - 1).to();
    files.replyTo().tell(new FilesCommitted(files.epoch(), through, through, through));
  }

  private Whereabouts locate(ActorRef<Command> buffer, long append) {
    Position position = new Position(ID, 1, append);
    return await(
        AskPattern.<Command, Whereabouts>ask(
            buffer, replyTo -> new Locate(position, replyTo), PATIENCE, node.system().scheduler()));
  }

  private static BitSet bits(int... rows) {
    BitSet bits = new BitSet();
    for (int row : rows) {
      bits.set(row);
    }
    return bits;
  }
}
