package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.journal.EmbeddedJournal;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The object store is away until the real journal is full. */
class FullJournalTest {
  private static final int PARTITIONS = 20;
  private static final String[] SMALL = {
    "firn.journal.max-bytes = 6 MiB",
    "firn.journal.embedded.full.headroom = 512 KiB",
    "firn.journal.embedded.full.refusable-manifests = [pa1]",
    "firn.journal.embedded.reclaim.interval = 50 ms",
    "firn.journal.embedded.memory.write-buffer = 2 MiB",
    "firn.router.retry-after = 20 s",
  };

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();
  private final Circumstances around = new Circumstances();
  private final Random random = new Random(1);
  private final List<String> accepted = new ArrayList<>();
  private int busy;

  @Test
  void clientsAreTurnedAwayInTimeAndEverythingDrainsAfterwards() {
    lake.failWrites(Integer.MAX_VALUE);
    try (TestNode node = new TestNode(folder, lake, around, SMALL)) {
      around.watch(EmbeddedJournal.get(node.system()));
      int sent = 0;
      while (busy == 0) {
        sent = round(node, sent, 8_000);
      }
      for (int i = 0; i < 100; i++) {
        sent = round(node, sent, 500);
      }
      assertThat(accepted).hasSizeGreaterThan(100);

      lake.failWrites(0);
      until(() -> lake.rows().size() == accepted.size());
      until(() -> around.refusal().isEmpty());
      int before = accepted.size();
      round(node, sent, 100);
      assertThat(accepted).as("taken in again").hasSizeGreaterThan(before);
      until(() -> lake.rows().size() == accepted.size());
    }
    assertThat(lake.rows()).containsExactlyInAnyOrderElementsOf(accepted);
  }

  /** One event to each partition at the same time; none may be left without an answer. */
  private int round(TestNode node, int sent, int bytes) {
    Map<String, CompletionStage<StoreOutcome>> answers = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      String id = "n" + (sent + i);
      answers.put(id, node.buffers().store(row(id, i, bytes)));
    }
    answers.forEach(
        (id, answer) -> {
          StoreOutcome outcome = await(answer);
          assertThat(outcome).isInstanceOfAny(Stored.class, Busy.class);
          if (outcome instanceof Stored) {
            accepted.add(id);
          } else {
            busy++;
          }
        });
    return sent + PARTITIONS;
  }

  private RowBlock row(String id, int partition, int bytes) {
    PartitionKey key = new PartitionKey("t" + partition, 489_947);
    byte[] data = new byte[bytes / 2];
    random.nextBytes(data);
    RowBlock block = new RowBlock(key, new Origin("default", 1, Edge.NONE));
    String json = "\"" + HexFormat.of().formatHex(data) + "\"";
    long time = key.start().toEpochMilli() * 1000;
    block.add(
        new CloudEvent(id, "/s", key.type(), "1.0", time, null, null, null, json, Map.of()),
        MemoryLake.ids());
    return block;
  }
}
