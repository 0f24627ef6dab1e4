package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StuckPartition;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits of a batch that flip where no checksum of a disk or a network sees it. */
class DamagedBatchTest {
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
  void whatWasJournaledDamagedStopsItsPartitionLoudlyAndNoOther() {
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> first = one.start("one");
      one.append(first, "a");
      OneBuffer.commit(one.nextFiles());
      EventBatch batch = OneBuffer.batch("b");
      flipABitOfAnId(batch);
      one.append(first, batch);
      one.append(first, "c");
      until(() -> one.awake.stuck().size() == 1);
      assertThat(one.awake.stuck().get(0).reason()).contains("damaged event batch");
      one.stop(first);

      ActorRef<Command> second = one.start("two");
      one.tell(second, "d");
      until(() -> reason(one).contains("recover"));
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
