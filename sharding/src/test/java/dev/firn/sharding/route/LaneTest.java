package dev.firn.sharding.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.route.Lane.Offer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final PartitionKey VIEWS = new PartitionKey("page.view", 490_000);
  private static final long MILLI = 1_000_000;
  private static final long LINGER = 5 * MILLI;
  private static final int ENOUGH = 1 << 20;

  private long now = 7;
  private final Lane lane = new Lane(VIEWS, LINGER, now);

  @Test
  void rowsThatComeSeldomDoNotWait() {
    for (int i = 0; i < 20; i++) {
      now += 10 * MILLI;
      lane.add(offer(now));
      assertThat(lane.departsAt(ENOUGH)).as("arrival %d", i).isEqualTo(now);
      leave();
    }
  }

  @Test
  void rowsThatComeOftenWaitForOthersButNoLongerThanTheLinger() {
    come(30, MILLI);

    now += MILLI;
    lane.add(offer(now));
    long first = now;
    now += MILLI;
    lane.add(offer(now));

    assertThat(lane.departsAt(ENOUGH)).isEqualTo(first + LINGER);
    assertThat(lane.departsAt(10)).as("enough has gathered").isLessThanOrEqualTo(now);
  }

  @Test
  void whenTheLoadIsGoneRowsStopWaiting() {
    come(30, MILLI);
    come(3, 10 * MILLI);

    now += 10 * MILLI;
    lane.add(offer(now));

    assertThat(lane.departsAt(ENOUGH)).isEqualTo(now);
  }

  @Test
  void aBatchHoldsWholeRequestsWithinBoundsAndTheRestGoesNext() {
    lane.add(offer(now, "a", "b"));
    lane.add(offer(now, "c"));
    lane.add(offer(now, "d"));

    Departure first = lane.depart(1, now, ENOUGH, 3);
    assertThat(first.offers()).hasSize(2);
    assertThat(lane.isGathering()).as("one batch at a time").isFalse();
    lane.arrived();
    assertThat(lane.isGathering()).isTrue();
    assertThat(lane.depart(2, now, 1, 1).offers()).as("one request at least").hasSize(1);
    lane.arrived();
    assertThat(lane.isIdle()).isTrue();
  }

  @Test
  void whoWaitedTooLongIsTakenOut() {
    Offer old = offer(now);
    lane.add(old);
    lane.add(offer(now + 10));

    assertThat(lane.expire(now + 5)).isEqualTo(List.of(old));
    assertThat(lane.isGathering()).isTrue();
  }

  private void come(int times, long gap) {
    for (int i = 0; i < times; i++) {
      now += gap;
      lane.add(offer(now));
      leave();
    }
  }

  private void leave() {
    lane.depart(now, now, ENOUGH, 100);
    lane.arrived();
  }

  private static Offer offer(long at, String... ids) {
    return new Offer(Rows.of(VIEWS, "default", ids), new CompletableFuture<StoreOutcome>(), at);
  }
}
