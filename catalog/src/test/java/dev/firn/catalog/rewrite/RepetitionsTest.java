package dev.firn.catalog.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.firn.catalog.rewrite.Repetitions.Decision;
import dev.firn.catalog.rewrite.Repetitions.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionsTest {
  private static final List<String> EVENT = List.of("acme", "/shop", "1");
  private static final List<String> OTHER = List.of("acme", "/shop", "2");
  private static final Place FIRST = new Place("view/2026-11-22T09#2", 7, 0);
  private static final Place LATER = new Place("view/2026-11-22T09#2", 10, 0);
  private static final Place LATEST = new Place("view/2026-11-22T09#10", 1, 0);

  private final Repetitions repetitions = new Repetitions();

  @Test
  void theOneThatWasAcceptedFirstStays() {
    repetitions.add(EVENT, LATEST, true);
    repetitions.add(EVENT, FIRST, true);
    repetitions.add(EVENT, LATER, true);
    Decision decision = repetitions.decide();
    assertThat(decision.drops())
        .containsOnly(entry(new Row(EVENT, LATER), 1), entry(new Row(EVENT, LATEST), 1));
    assertThat(decision.removed()).containsExactlyInAnyOrder(LATER, LATEST);
    assertThat(decision.dependsOnOthers()).isFalse();
  }

  @Test
  void whatOnlyHasTheSameHashIsNoRepetition() {
    repetitions.add(EVENT, FIRST, true);
    repetitions.add(OTHER, LATER, true);
    assertThat(repetitions.decide()).isEqualTo(Decision.NONE);
  }

  @Test
  void aRowThatIsThereTwiceStaysOnceAndIsNotRemoved() {
    repetitions.add(EVENT, FIRST, true);
    repetitions.add(EVENT, FIRST, true);
    Decision decision = repetitions.decide();
    assertThat(decision.drops()).containsOnly(entry(new Row(EVENT, FIRST), 1));
    assertThat(decision.removed()).isEmpty();
  }

  @Test
  void aRowOfAFileThatStaysIsNeverDropped() {
    repetitions.add(EVENT, FIRST, true);
    repetitions.add(EVENT, LATER, false);
    assertThat(repetitions.decide().drops()).isEmpty();
  }

  @Test
  void theFirstMayBeInAFileThatStays() {
    repetitions.add(EVENT, FIRST, false);
    repetitions.add(EVENT, LATER, true);
    Decision decision = repetitions.decide();
    assertThat(decision.drops()).containsOnly(entry(new Row(EVENT, LATER), 1));
    assertThat(decision.dependsOnOthers()).isTrue();
  }
}
