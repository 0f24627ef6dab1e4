package dev.firn.node.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectionsTest {
  private static CommitterStatus committer(String table, Phase phase, int lost) {
    return new CommitterStatus(
        table,
        phase,
        7,
        1,
        Optional.empty(),
        phase == Phase.PARKED ? Optional.of("a stranger commits") : Optional.empty(),
        Optional.empty(),
        0,
        0,
        3,
        lost,
        List.of(),
        0);
  }

  private static Optional<String> objection(CommitterStatus... committers) {
    return Objections.of(List.of(committers), "t");
  }

  @Test
  void aCommitterThatIsWellOrAtWorkIsNoObjection() {
    assertThat(objection()).isEmpty();
    assertThat(objection(committer("t", Phase.IDLE, 0))).isEmpty();
    assertThat(objection(committer("t", Phase.COMMITTING, 0))).isEmpty();
    assertThat(objection(committer("other", Phase.PARKED, 2))).isEmpty();
  }

  @Test
  void whoDoesNotKnowWhatIsInTheTableCannotSayWhatLeavesIt() {
    assertThat(objection(committer("t", Phase.PARKED, 0)))
        .hasValueSatisfying(why -> assertThat(why).contains("in trouble", "a stranger commits"));
    assertThat(objection(committer("t", Phase.UNDECIDED, 0))).isPresent();
    assertThat(objection(committer("t", Phase.UNREACHABLE, 0))).isPresent();
  }

  @Test
  void whatIsBeingBroughtBackIsWaitedFor() {
    assertThat(objection(committer("t", Phase.COMMITTING, 2)))
        .hasValueSatisfying(why -> assertThat(why).startsWith("2 commits").contains("wait"));
  }
}
