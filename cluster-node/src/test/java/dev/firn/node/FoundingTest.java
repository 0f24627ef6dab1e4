package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.journal.postgres.NodeRegister.Entry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundingTest {
  private final Founding founding = new Founding("a:1");

  @Test
  void whereNobodyIsInAClusterTheFirstSeedFoundsOneAtOnce() {
    assertThat(founding.mayFound(List.of(), 0)).isTrue();
    assertThat(mayFound(0, entry("a:1", true, 1), entry("b:1", false, 0))).isTrue();
  }

  @Test
  void whileAMemberRenewsItsRowNoOtherClusterIsFounded() {
    for (int second = 0; second < 60; second++) {
      assertThat(mayFound(second, entry("b:1", true, 1), entry("c:1", true, 60))).isFalse();
    }
  }

  @Test
  void membersThatAreGoneAreWatchedForAMomentBeforeOneIsFounded() {
    for (int second = 0; second < 6; second++) {
      assertThat(mayFound(second, entry("b:1", true, 3600 + second))).isFalse();
    }
    assertThat(mayFound(6, entry("b:1", true, 3606))).isTrue();
  }

  /** While the database was away, members could not renew their rows, and nobody could look. */
  @Test
  void timeWithoutALookIsNotWatched() {
    assertThat(mayFound(0, entry("b:1", true, 0))).isFalse();
    assertThat(mayFound(10, entry("b:1", true, 10))).isFalse();
    assertThat(mayFound(11, entry("b:1", true, 0))).isFalse();
  }

  @Test
  void aMemberThatReturnsWithTheDatabaseIsWaitedForAnew() {
    assertThat(mayFound(0, entry("b:1", true, 30))).isFalse();
    assertThat(mayFound(2, entry("b:1", true, 0))).isFalse();
    for (int second = 3; second < 11; second++) {
      assertThat(mayFound(second, entry("b:1", true, second - 2))).isFalse();
    }
    assertThat(mayFound(11, entry("b:1", true, 9))).isTrue();
  }

  @Test
  void aMemberThatLooksForAClusterAgainIsNoneAnyMore() {
    assertThat(mayFound(0, entry("b:1", true, 2))).isFalse();
    assertThat(mayFound(1, entry("b:1", false, 0))).isTrue();
  }

  private boolean mayFound(int second, Entry... entries) {
    return founding.mayFound(List.of(entries), Duration.ofSeconds(second).toNanos());
  }

  private static Entry entry(String name, boolean isMember, int unseen) {
    return new Entry(name, "p", isMember, Duration.ofSeconds(unseen));
  }
}
