package dev.firn.bench.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One life of a node that is troubled.
 *
 * @param step at which it is killed; nothing: at a random moment
 * @param settings that let the node kill itself, where it is a step of the journal
 */
record Life(Beside beside, Optional<KillStep> step, List<String> settings) {
  /** A life that nobody disturbs. */
  static final Life PLAIN = new Life(Beside.NOTHING, Optional.empty(), List.of());

  /** What happens while it lasts. */
  enum Beside {
    NOTHING,
    SHORT_STOP,
    LONG_STOP,
    STORE_RESTART,
    CATALOG_RESTART,
    CLOCK_AHEAD,
    CLOCK_BEHIND
  }

  Life {
    settings = List.copyOf(settings);
  }

  /** By how much its clock jumps; the next life has it right again. */
  Duration clockJump() {
    return switch (beside) {
      case CLOCK_AHEAD -> Duration.ofHours(6);
      case CLOCK_BEHIND -> Duration.ofHours(-6);
      default -> Duration.ZERO;
    };
  }

  /** Draws lives one after another. */
  static final class Deal {
    /** Of 60 lives; a stop of a minute is as long as eight lives. */
    private static final Map<Beside, Integer> BESIDE =
        Map.of(
            Beside.SHORT_STOP, 6,
            Beside.LONG_STOP, 1,
            Beside.STORE_RESTART, 5,
            Beside.CATALOG_RESTART, 5,
            Beside.CLOCK_AHEAD, 3,
            Beside.CLOCK_BEHIND, 3,
            Beside.NOTHING, 37);

    private final Random random;
    private final Deck<Beside> besides;
    private final Deck<Boolean> atAStep;
    private final Deck<KillStep> steps;

    Deal(Random random) {
      this.random = random;
      List<Beside> cards = new ArrayList<>();
      for (Beside beside : Beside.values()) {
        cards.addAll(Collections.nCopies(BESIDE.getOrDefault(beside, 0), beside));
      }
      this.besides = new Deck<>(cards, random);
      this.atAStep = new Deck<>(List.of(true, true, true, false, false), random);
      this.steps = new Deck<>(KillStep.all(), random);
    }

    Life next() {
      if (!atAStep.draw()) {
        return new Life(besides.draw(), Optional.empty(), List.of());
      }
      KillStep step = steps.draw();
      // One that may end at any time has no time for more.
      Beside beside = step.point().isPresent() ? Beside.NOTHING : besides.draw();
      return new Life(beside, Optional.of(step), step.settings(random));
    }
  }
}
