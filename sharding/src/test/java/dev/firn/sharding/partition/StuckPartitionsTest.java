package dev.firn.sharding.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.StuckPartition;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StuckPartitionsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private final StuckPartitions stuck = new StuckPartitions();

  @Test
  void isToldSinceWhenAndWhatWasTheReasonLast() {
    stuck.note("b", "one", NOON, seconds(0));
    stuck.note("a", "other", NOON, seconds(0));
    stuck.note("b", "two", NOON.plusSeconds(30), seconds(30));
    assertThat(stuck.list(id -> false, seconds(31)))
        .containsExactly(
            new StuckPartition("a", NOON, "other"), new StuckPartition("b", NOON, "two"));
    stuck.goesOn("b");
    assertThat(stuck.list(id -> false, seconds(31)))
        .extracting(StuckPartition::partition)
        .containsExactly("a");
  }

  @Test
  void forgetsWhatIsStartedNoMore() {
    stuck.note("a", "moved", NOON, seconds(0));
    stuck.note("b", "tries", NOON, seconds(0));
    stuck.note("b", "tries", NOON, seconds(600));
    assertThat(stuck.list(id -> false, seconds(700)))
        .extracting(StuckPartition::partition)
        .containsExactly("b");
  }

  @Test
  void remembersWhatIsAwakeAndHangsInOneTry() {
    stuck.note("a", "one", NOON, seconds(0));
    assertThat(stuck.list("a"::equals, seconds(100_000)))
        .containsExactly(new StuckPartition("a", NOON, "one"));
    stuck.note("a", "two", NOON.plusSeconds(100_001), seconds(100_001));
    assertThat(stuck.list("a"::equals, seconds(100_002)))
        .containsExactly(new StuckPartition("a", NOON, "two"));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
