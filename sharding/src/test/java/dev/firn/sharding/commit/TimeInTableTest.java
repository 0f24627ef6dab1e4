package dev.firn.sharding.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeInTableTest {
  private final TimeInTable time = new TimeInTable();

  @Test
  void aCommitStaysFromWhenItWasFirstKept() {
    time.keep(List.of(kept(1, 0)), 100);
    time.keep(List.of(kept(1, 0), kept(2, 0)), 200);
    assertThat(time.wasKept(kept(1, 0), 99)).isFalse();
    assertThat(time.wasKept(kept(1, 0), 100)).isTrue();
    assertThat(time.wasKept(kept(2, 0), 199)).isFalse();
  }

  @Test
  void oneThatCameBackBeginsAnew() {
    time.keep(List.of(kept(1, 0)), 100);
    time.keep(List.of(kept(1, 50)), 200);
    assertThat(time.wasKept(kept(1, 50), 199)).isFalse();
    assertThat(time.wasKept(kept(1, 50), 200)).isTrue();
  }

  @Test
  void anEarlierLifeCountsForNothing() {
    time.keep(List.of(kept(1, 0)), 100);
    time.beginLife();
    assertThat(time.wasKept(kept(1, 0), 1_000)).isFalse();
  }

  private static KeptLedger kept(long ledger, long at) {
    return new KeptLedger(ledger, List.of("marker"), 1, 1, 1, at);
  }
}
