package dev.firn.node.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TableUpkeepTest {

  @Test
  void whatAnOpenPlanMayBeLookedForInIsSpared() {
    assertThat(TableUpkeep.firstNeeded(List.of(open(Phase.UNDECIDED, 9), open(Phase.PARKED, 7))))
        .isEqualTo(7);
  }

  @Test
  void aPlanThatWaitsForItsTableToComeBackSparesNothing() {
    assertThat(TableUpkeep.firstNeeded(List.of(open(Phase.REPLACED, 7)))).isEqualTo(Long.MAX_VALUE);
  }

  private final List<Runnable> queued = new ArrayList<>();
  private final List<Long> expired = new ArrayList<>();
  private final TableUpkeep upkeep =
      new TableUpkeep(
          () -> {},
          firstNeeded -> {
            expired.add(firstNeeded);
            return 1;
          },
          queued::add);

  private void begin() {
    upkeep.begin(() -> CompletableFuture.completedFuture(List.of(open(Phase.UNDECIDED, 9))));
  }

  @Test
  void noRunBeginsWhileOneRuns() {
    begin();
    begin();
    assertThat(queued).hasSize(1);
    queued.remove(0).run();
    assertThat(expired).containsExactly(9L);
    begin();
    assertThat(queued).hasSize(1);
  }

  @Test
  void oneThatFailedIsFollowedByAnother() {
    upkeep.begin(
        () -> {
          throw new IllegalStateException("injected");
        });
    upkeep.begin(() -> CompletableFuture.failedFuture(new IllegalStateException("injected")));
    begin();
    assertThat(queued).hasSize(1);
  }

  private static CommitterStatus open(Phase phase, long baseSequenceNumber) {
    return new CommitterStatus(
        "uuid",
        phase,
        1,
        1,
        Optional.of(new OpenPlan(2, "c", 1, 1, 0, 1, Instant.EPOCH, baseSequenceNumber)),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        0,
        List.of(),
        0);
  }
}
