package dev.firn.node.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
