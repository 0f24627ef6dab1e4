package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitHealthTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration ALARM = Duration.ofMinutes(5);
  private final CommitHealth health = new CommitHealth(ALARM);

  @Test
  void aCommitThatIsUndecidedForAMomentIsNobodysBusiness() {
    assertThat(health.warning(List.of(status(Phase.UNDECIDED, 10)), NOW)).isEmpty();
    assertThat(health.warning(List.of(status(Phase.IDLE, 0)), NOW)).isEmpty();
    assertThat(health.warning(List.of(status(Phase.REPLACED, 9_000)), NOW)).isEmpty();
    assertThat(health.trouble(List.of(status(Phase.UNDECIDED, 10)), 0.99, NOW)).isEmpty();
  }

  @Test
  void whatLastsOrIsParkedIsAWarningWithItsReason() {
    assertThat(health.warning(List.of(status(Phase.UNDECIDED, 301)), NOW).orElseThrow())
        .contains("commits wait (why)");
    OpenPlan open = new OpenPlan(2, "c", 1, 1, 0, 1, NOW, 1);
    assertThat(
            health
                .warning(List.of(status(Phase.UNDECIDED, 301, Optional.of(open))), NOW)
                .orElseThrow())
        .contains("undecided", "why");
    assertThat(health.warning(List.of(status(Phase.PARKED, 1)), NOW).orElseThrow())
        .contains("operator", "why");
  }

  @Test
  void onlyWithANearlyFullJournalIsANodeNotReady() {
    List<CommitterStatus> parked = List.of(status(Phase.PARKED, 301));
    assertThat(health.trouble(parked, 0.5, NOW)).isEmpty();
    assertThat(health.trouble(parked, 0.95, NOW).orElseThrow()).contains("nearly full", "why");
    assertThat(health.trouble(List.of(status(Phase.PARKED, 10)), 0.95, NOW))
        .as("it may be over in a moment")
        .isEmpty();
    List<CommitterStatus> silent =
        List.of(CommitterStatus.unreachable("uuid", "silent", Optional.of(NOW.minusSeconds(301))));
    assertThat(health.warning(silent, NOW).orElseThrow()).contains("does not answer", "silent");
    assertThat(health.trouble(silent, 0.95, NOW).orElseThrow()).contains("nearly full", "silent");
  }

  private static CommitterStatus status(Phase phase, long seconds) {
    return status(phase, seconds, Optional.empty());
  }

  private static CommitterStatus status(Phase phase, long seconds, Optional<OpenPlan> plan) {
    return new CommitterStatus(
        "uuid",
        phase,
        1,
        1,
        plan,
        Optional.of("why"),
        Optional.of(NOW.minusSeconds(seconds)),
        0,
        0,
        0,
        0,
        List.of(),
        0);
  }
}
