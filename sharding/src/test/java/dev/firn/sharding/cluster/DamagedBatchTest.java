package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StuckPartition;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits of a batch that flip where no checksum of a disk or a network sees it. */
class DamagedBatchTest {
  private static final int SEAL = 12;

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void whatIsDamagedInMemoryIsReadFromTheJournal() {
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      EventBatch batch = OneBuffer.batch("a", "b");
      one.append(one.start("one"), batch);
      flipABitOfAnId(batch);

      one.nextFiles();

      assertThat(lake.events()).extracting(event -> event.id()).containsExactly("a", "b");
      assertThat(one.keptAppends).as("dead letters").isEmpty();
      assertThat(one.awake.stuck()).isEmpty();
    }
  }

  @Test
  void whatIsDamagedBeforeItIsJournaledIsNotAcknowledgedAndThePartitionStartsAgain() {
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> first = one.start("one");
      one.append(first, "a");
      EventBatch damaged = OneBuffer.batch("b");
      flipABitOfAnId(damaged);
      one.tell(first, damaged);
      one.shard.expectTerminated(first, OneBuffer.PATIENCE);
      assertThat(one.awake.find(OneBuffer.ID)).as("its address").isNull();
      one.replies.expectNoMessage();

      ActorRef<Command> second = one.start("two");
      one.append(second, "b");

      one.nextFiles(files -> lake.events().size() == 2);
      assertThat(lake.events()).extracting(event -> event.id()).containsExactly("a", "b");
      assertThat(one.awake.stuck()).isEmpty();
    }
  }

  @Test
  void whatWasJournaledUnreadableStopsItsPartitionLoudlyAndNoOther() {
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> first = one.start("one");
      one.append(first, "a");
      OneBuffer.commit(one.nextFiles());
      EventBatch batch = OneBuffer.batch("b");
      makeUnreadable(batch);
      one.append(first, batch);
      flipABitOfAnId(batch);
      one.append(first, "c");
      until(() -> one.awake.stuck().size() == 1);
      assertThat(one.awake.stuck().get(0).reason()).contains("event batch of version 9");
      one.stop(first);

      ActorRef<Command> second = one.start("two");
      one.tell(second, "d");
      until(() -> reason(one).contains("recover"));
      assertThat(reason(one)).as("no name of a class").doesNotContain("Exception");
      assertThat(one.awake.stuck().get(0).partition()).isEqualTo(OneBuffer.ID);
      one.replies.expectNoMessage();
      assertThat(lake.events()).extracting(event -> event.id()).containsExactly("a");
      assertThat(one.keptAppends).as("dead letters").isEmpty();

      PartitionKey other = new PartitionKey("other", 489_947);
      assertThat(TestNode.await(one.node.buffers().store(TestNode.rows("default", other))))
          .isInstanceOf(StoreOutcome.Stored.class);
      until(() -> lake.rows().contains("1"));
    }
  }

  private static String reason(OneBuffer one) {
    return one.awake.stuck().stream().findFirst().map(StuckPartition::reason).orElse("");
  }

  /** As if it had been damaged between the last look and the disk: whole, but of no known form. */
  private static void makeUnreadable(EventBatch batch) {
    byte[] bytes = batch.bytes();
    bytes[0] = 9;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - SEAL);
    ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) crc.getValue());
    batch.check();
  }

  /** Nothing that is compressed: only the batch's own checksum can tell. */
  private static void flipABitOfAnId(EventBatch batch) {
    byte[] bytes = batch.bytes();
    long high = batch.idHigh(0);
    for (int i = 0; i < bytes.length - EventIds.BYTES; i++) {
      bytes[i] ^= 1;
      if (batch.idHigh(0) != high) {
        return;
      }
      bytes[i] ^= 1;
    }
    throw new AssertionError("No id in " + batch);
  }
}
