package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.partition.MemoryBudget;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.partition.PartitionProtocol.Stop;
import java.nio.file.Path;
import java.util.BitSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One buffer between a shard and a committer that do what the test says, when it says. */
class OneBufferTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();
  private OneBuffer one;

  @BeforeEach
  void start() {
    one = new OneBuffer(folder, lake);
  }

  @AfterEach
  void stop() {
    one.close();
  }

  @Test
  void aCommitWhileIdsAreLookedUpHidesNoneOfThem() {
    ActorRef<Command> buffer = one.start("one");
    one.append(buffer, "a");
    OneBuffer.commit(one.nextFiles());
    until(() -> one.locate(buffer, 1) instanceof InSnapshot);
    one.append(buffer, "b");
    AddFiles second = one.nextFiles();

    one.disk.hold();
    one.tell(buffer, "a", "b", "c");
    until(() -> one.disk.held() == 1);
    OneBuffer.commit(second);
    until(() -> one.locate(buffer, 2) instanceof InSnapshot);
    one.disk.release();

    assertThat(one.reply()).isEqualTo(new Appended(1, 3, bits(0, 1)));
  }

  @Test
  void anAppendThatOvertakesTheOrderToSleepIsNotLeftAsleep() {
    ActorRef<Command> buffer = one.start("one");
    one.append(buffer, "a");
    OneBuffer.commit(one.nextFiles());
    one.closeEpoch();
    one.shard.expectMessageClass(ClusterSharding.Passivate.class, OneBuffer.PATIENCE);

    one.append(buffer, "b");
    buffer.tell(new Stop());

    one.shard.expectTerminated(buffer, OneBuffer.PATIENCE);
    assertThat(one.woken).containsExactly(OneBuffer.ID);
    one.start("two");
    AddFiles files = one.nextFiles();
    assertThat(files.epoch()).isEqualTo(2);
    assertThat(files.files()).hasSize(1);
  }

  @Test
  void batchesThatWaitAreMemoryOfTheNode() {
    ActorRef<Command> buffer = lookingUp();
    long before = one.memory.held();
    one.tell(buffer, "b");
    until(() -> one.memory.held() >= before + OneBuffer.batch("b").sizeInBytes());
    one.disk.release();
    assertThat(one.reply()).isEqualTo(new Appended(1, 1, bits(0)));
    assertThat(one.reply()).isEqualTo(new Appended(1, 2, bits()));
    OneBuffer.commit(one.nextFiles());
    one.closeEpoch();
    one.shard.expectMessageClass(ClusterSharding.Passivate.class, OneBuffer.PATIENCE);
    buffer.tell(new Stop());
    one.shard.expectTerminated(buffer, OneBuffer.PATIENCE);
    until(() -> one.memory.held() == 0);
  }

  @Test
  void whatWaitsIsRefusedBeforeMemorySuffers() {
    one.memory = new MemoryBudget(20_000);
    ActorRef<Command> buffer = lookingUp();
    for (int i = 0; i < 900; i++) {
      one.tell(buffer, "n" + i);
    }
    assertThat(one.reply()).isInstanceOf(Refused.class);
    one.disk.release();
  }

  /** A buffer that holds all batches behind one whose ids are being looked up. */
  private ActorRef<Command> lookingUp() {
    ActorRef<Command> buffer = one.start("one");
    one.append(buffer, "a");
    OneBuffer.commit(one.nextFiles());
    until(() -> one.locate(buffer, 1) instanceof InSnapshot);
    one.disk.hold();
    one.tell(buffer, "a");
    until(() -> one.disk.held() == 1);
    return buffer;
  }

  private static BitSet bits(int... rows) {
    BitSet bits = new BitSet();
    for (int row : rows) {
      bits.set(row);
    }
    return bits;
  }
}
