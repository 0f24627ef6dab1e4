package dev.firn.sharding.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.LedgerRange;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GoneLedgersTest {
  private final GoneLedgers gone = new GoneLedgers();

  @Test
  void neighboursAreOneRange() {
    LongStream.of(5, 3, 9, 4, 4, 10).forEach(gone::add);
    assertThat(gone.ranges()).containsExactly(new LedgerRange(3, 5), new LedgerRange(9, 10));
    gone.add(new LedgerRange(6, 8));
    assertThat(gone.ranges()).containsExactly(new LedgerRange(3, 10));
  }

  @Test
  void whatCameBackLeavesItsRange() {
    gone.add(new LedgerRange(3, 6));
    LongStream.of(4, 3, 6, 7, 1).forEach(gone::remove);
    assertThat(gone.ranges()).containsExactly(new LedgerRange(5, 5));
    gone.remove(5);
    assertThat(gone.ranges()).isEmpty();
  }

  @Test
  void aLongRollbackDisplacesNothing() {
    gone.add(2);
    LongStream.rangeClosed(10, 5_000).forEach(gone::add);
    assertThat(gone.ranges()).containsExactly(new LedgerRange(2, 2), new LedgerRange(10, 5_000));
  }

  @Test
  void theOldestOfVeryManyIsForgotten() {
    LongStream.rangeClosed(1, 1_001).forEach(number -> gone.add(2 * number));
    assertThat(gone.ranges()).hasSize(1_000).doesNotContain(new LedgerRange(2, 2));
  }
}
