package dev.firn.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.PartitionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlushedPartitionsTest {
  private final FlushedPartitions flushed = new FlushedPartitions();

  @Test
  void whatHasFlushedIsToldOnce() {
    assertThat(flushed.since(List.of(holding(1, 7)))).as("seen first").containsExactly("p");
    assertThat(flushed.since(List.of(holding(2, 7)))).as("took more in").isEmpty();
    assertThat(flushed.since(List.of(holding(3, 9)))).as("flushed a part").containsExactly("p");
    assertThat(flushed.since(List.of(empty(3)))).as("flushed the rest").containsExactly("p");
    assertThat(flushed.since(List.of(empty(3)))).isEmpty();
  }

  @Test
  void whatWasWokenToBeAskedHasNotFlushed() {
    flushed.since(List.of(empty(3)));
    assertThat(flushed.since(List.of())).as("asleep").isEmpty();
    assertThat(flushed.since(List.of(empty(3)))).isEmpty();
  }

  private static PartitionStatus empty(long lastAppend) {
    return status(lastAppend, 0, Optional.empty());
  }

  private static PartitionStatus holding(long lastAppend, long oldestAt) {
    return status(lastAppend, 1, Optional.of(Instant.ofEpochMilli(oldestAt)));
  }

  private static PartitionStatus status(long lastAppend, long rows, Optional<Instant> oldest) {
    return new PartitionStatus(
        "p", "type", Instant.EPOCH, 1, lastAppend, rows, rows, oldest, "open", Optional.empty());
  }
}
