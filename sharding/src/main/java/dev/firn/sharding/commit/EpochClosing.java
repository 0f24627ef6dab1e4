package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.EpochClosed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Takes partitions at their word that an epoch is over, many in one event, so that their marks can
 * be forgotten one day. A partition asks again until it is answered: nothing is lost with a crash.
 */
final class EpochClosing {
  private static final Duration GATHER = Duration.ofSeconds(1);

  record CloseDue() implements Command {}

  private final CommitterWork work;
  private final List<CloseEpoch> asked = new ArrayList<>();

  EpochClosing(CommitterWork work) {
    this.work = work;
  }

  void beginLife() {
    asked.clear();
  }

  Effect<CommitterEvent, CommitterState> onCloseEpoch(CommitterState state, CloseEpoch close) {
    work.pending.forget(close.partition());
    if (!state.marks().isOpen(close.partition(), close.epoch())) {
      close.replyTo().tell(new EpochClosed(close.epoch()));
      return work.effects.none();
    }
    asked.add(close);
    if (!work.timers.isTimerActive(CloseDue.class)) {
      work.timers.startSingleTimer(CloseDue.class, new CloseDue(), GATHER);
    }
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onCloseDue() {
    if (asked.isEmpty()) {
      return work.effects.none();
    }
    List<CloseEpoch> answered = List.copyOf(asked);
    asked.clear();
    List<ClosedEpoch> epochs =
        answered.stream()
            .map(close -> new ClosedEpoch(close.partition(), close.epoch()))
            .distinct()
            .toList();
    return work.effects
        .persist(new EpochsClosed(epochs, work.now()))
        .thenRun(
            () -> answered.forEach(close -> close.replyTo().tell(new EpochClosed(close.epoch()))));
  }
}
