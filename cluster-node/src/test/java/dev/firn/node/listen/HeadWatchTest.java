package dev.firn.node.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class HeadWatchTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final HeadWatch head = new HeadWatch(new HeadLimits(5_000, Duration.ofSeconds(3)));
  private long now = Long.MAX_VALUE;

  private void receive(int bytes) {
    assertThat(head.received(ByteString.fromArray(new byte[bytes]), now)).isPresent();
  }

  @Test
  void aHeadMayHaveSoManyBytes() {
    receive(2_500);
    receive(2_500);
    assertThat(head.isOverdue(now)).isFalse();
    receive(1);
    assertThat(head.isOverdue(now)).isTrue();
  }

  @Test
  void aHeadMayTakeSoLong() {
    receive(1);
    now += 2 * SECOND;
    receive(1);
    now += SECOND;
    assertThat(head.isOverdue(now)).isFalse();
    assertThat(head.isOverdue(now + 1)).isTrue();
  }

  @Test
  void whoSaysNothingIsNotLate() {
    assertThat(head.isOverdue(now + 100 * SECOND)).isFalse();
    receive(1);
    head.ended();
    head.answered();
    assertThat(head.isOverdue(now + 100 * SECOND)).isFalse();
  }

  /** With the head, after it, and before the next. */
  @Test
  void bodiesDoNotCount() {
    receive(9_000);
    head.ended();
    receive(9_000);
    now += 100 * SECOND;
    receive(9_000);
    assertThat(head.isOverdue(now)).isFalse();
    head.answered();
    receive(5_000);
    assertThat(head.isOverdue(now)).isFalse();
    receive(1);
    assertThat(head.isOverdue(now)).isTrue();
  }
}
