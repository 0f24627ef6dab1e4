package dev.firn.node.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.compaction.ReplacedFiles.Deleted;
import dev.firn.sharding.CommitterStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryStepTest {
  private final List<String> done = new ArrayList<>();
  private Deleted replaced = new Deleted(3, 30);

  private ExpiryStep step(Phase phase) {
    return new ExpiryStep(
        () -> List.of(Statuses.open(phase, 9)),
        new ExpiryStep.Means(
            () -> done.add("removals"),
            firstNeeded -> 4,
            firstNeeded -> {
              done.add("expired before " + firstNeeded);
              replaced = new Deleted(5, 70);
              return 4;
            },
            () -> replaced));
  }

  @Test
  void whatAnOpenPlanMayBeLookedForInIsSpared() {
    assertThat(
            ExpiryStep.firstNeeded(
                List.of(Statuses.open(Phase.UNDECIDED, 9), Statuses.open(Phase.PARKED, 7))))
        .isEqualTo(7);
  }

  @Test
  void aPlanThatWaitsForItsTableToComeBackSparesNothing() {
    assertThat(ExpiryStep.firstNeeded(List.of(Statuses.open(Phase.REPLACED, 7))))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void removalsAreWrittenDownFirstAndWhatWentIsCounted() {
    assertThat(step(Phase.UNDECIDED).run(false).figures())
        .containsEntry("snapshots", 4L)
        .containsEntry("files", 2L)
        .containsEntry("bytes", 40L);
    assertThat(done).containsExactly("removals", "expired before 9");
  }

  @Test
  void aRehearsalChangesNothing() {
    assertThat(step(Phase.IDLE).run(true).figure("snapshots")).isEqualTo(4);
    assertThat(done).isEmpty();
  }

  @Test
  void nothingExpiresWhileACommitterIsSilent() {
    assertThatThrownBy(() -> step(Phase.UNREACHABLE).run(false)).hasMessageContaining("stay");
    assertThat(done).isEmpty();
  }
}
