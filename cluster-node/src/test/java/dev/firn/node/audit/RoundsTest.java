package dev.firn.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.settings.AuditSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final Rounds rounds =
      new Rounds(
          new AuditSettings(
              true,
              Duration.ofSeconds(30),
              0.02,
              Duration.ZERO,
              2,
              1,
              Duration.ofMillis(100),
              1,
              1,
              1,
              Optional.empty()));

  @Test
  void whatChangedComesSoonestInBoundedSteps() {
    rounds.changed(List.of("a", "b", "c"), 0);
    Set<String> first = rounds.takeChanged();
    assertThat(first).containsExactlyInAnyOrder("a", "b");
    rounds.putBack(first);
    assertThat(rounds.takeChanged()).contains("c");
    assertThat(rounds.takeChanged()).hasSize(1);
    assertThat(rounds.waiting()).isZero();
  }

  @Test
  void whatIsCalmIsReadThoroughlyOnceThenTheOldInTurn() {
    rounds.changed(List.of("a", "b"), 0);
    rounds.changed(List.of("a"), 90);
    assertThat(rounds.takeCalm(50)).isEmpty();
    assertThat(rounds.takeCalm(110)).containsExactly("b");
    assertThat(rounds.takeCalm(110)).isEmpty();
    rounds.old(List.of("x", "y"));
    assertThat(rounds.takeCalm(195)).containsExactly("a");
    assertThat(rounds.takeCalm(195)).containsExactly("x");
    assertThat(rounds.takeCalm(195)).containsExactly("y");
    assertThat(rounds.knowsOld()).isFalse();
  }

  @Test
  void whoDidNotAnswerIsAskedAgainInAWhile() {
    rounds.askAgain(List.of("silent"), 0);
    assertThat(rounds.takeCalm(50)).isEmpty();
    assertThat(rounds.takeCalm(100)).containsExactly("silent");
    assertThat(rounds.takeCalm(1000)).as("unless it is told again").isEmpty();
  }

  @Test
  void whatStandsStillIsAskedAtOnceAndThenInAWhile() {
    rounds.standStill(List.of("stuck"));
    assertThat(rounds.takeCalm(50)).containsExactly("stuck");
    rounds.askAgain(List.of("stuck"), 50);
    rounds.standStill(List.of("stuck"));
    assertThat(rounds.takeCalm(100)).isEmpty();
    assertThat(rounds.takeCalm(150)).containsExactly("stuck");
  }

  @Test
  void aLongRoundIsFollowedByALongPause() {
    assertThat(rounds.pauseAfter(Duration.ofMillis(10))).isEqualTo(Duration.ofSeconds(30));
    assertThat(rounds.pauseAfter(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(98));
  }
}
