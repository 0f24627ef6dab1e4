package dev.firn.node.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.compaction.Occasion;
import dev.firn.events.PartitionKey;
import dev.firn.node.compaction.Agenda.Item;
import dev.firn.node.compaction.Agenda.Result;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final PartitionKey HOUR = new PartitionKey("t", 500_000);
  private static final Instant START = HOUR.start();
  private static final Instant PASSED = START.plusSeconds(3600).plusSeconds(300);

  private final Agenda agenda =
      new Agenda(new Agenda.Rules(10, Duration.ofMinutes(30), Duration.ofMinutes(5)));

  private static Instant after(int minutes) {
    return PASSED.plusSeconds(60L * minutes);
  }

  private Item take(Instant now) {
    return agenda.take(now).orElseThrow();
  }

  @Test
  void whileTheHourLastsAThresholdOfFilesIsWaitedFor() {
    agenda.grew(HOUR, 9, START);
    assertThat(agenda.take(START.plusSeconds(3599))).isEmpty();
    agenda.grew(HOUR, 1, START);
    assertThat(agenda.due(START)).isEqualTo(1);
    Item item = take(START);
    assertThat(item).isEqualTo(new Item(HOUR, Occasion.HOUR_LASTS));
    assertThat(agenda.due(START)).isZero();
    agenda.ended(item, Result.DONE, START);
    agenda.grew(HOUR, 9, START);
    assertThat(agenda.take(START)).isEmpty();
  }

  @Test
  void onePartitionHasOneJobAtATime() {
    agenda.grew(HOUR, 10, START);
    Item item = take(START);
    agenda.grew(HOUR, 10, START);
    assertThat(agenda.take(START)).isEmpty();
    agenda.ended(item, Result.DONE, START);
    assertThat(agenda.take(START)).isPresent();
  }

  @Test
  void afterTheHourItIsTakenOnceWhenAllHasSettled() {
    agenda.grew(HOUR, 3, START.plusSeconds(3590));
    assertThat(agenda.take(PASSED)).isEmpty();
    Item item = take(after(25));
    assertThat(item.occasion()).isEqualTo(Occasion.HOUR_PASSED);
    agenda.ended(item, Result.DONE, after(26));
    assertThat(agenda.take(after(1000))).isEmpty();
  }

  @Test
  void whatComesLateTakesItAgain() {
    agenda.grew(HOUR, 3, START);
    agenda.ended(take(after(0)), Result.DONE, after(0));
    agenda.grew(HOUR, 1, after(100));
    assertThat(agenda.take(after(129))).isEmpty();
    assertThat(agenda.take(after(130))).isPresent();
  }

  @Test
  void whatCameLateInNumbersIsTakenAtOnceAndAgainWhenSettled() {
    agenda.grew(HOUR, 12, after(10));
    agenda.ended(take(after(10)), Result.DONE, after(11));
    assertThat(agenda.take(after(39))).isEmpty();
    agenda.ended(take(after(40)), Result.DONE, after(40));
    assertThat(agenda.take(after(1000))).isEmpty();
  }

  @Test
  void whatCameWhileItWasCompactedIsNotForgotten() {
    agenda.grew(HOUR, 3, START);
    Item item = take(after(0));
    agenda.grew(HOUR, 2, after(1));
    agenda.ended(item, Result.DONE, after(2));
    assertThat(agenda.take(after(30))).isEmpty();
    assertThat(agenda.take(after(31))).isPresent();
  }

  @Test
  void whereThereIsMoreToDoItIsTakenAgainAtOnce() {
    agenda.grew(HOUR, 3, START);
    agenda.ended(take(after(0)), Result.MORE, after(0));
    assertThat(agenda.take(after(0))).isPresent();
  }

  @Test
  void whatFailedIsTriedAgainLaterAndLater() {
    agenda.grew(HOUR, 3, START);
    agenda.ended(take(after(0)), Result.FAILED, after(0));
    assertThat(agenda.take(after(0))).isEmpty();
    agenda.ended(take(after(1)), Result.FAILED, after(1));
    assertThat(agenda.take(after(2))).isEmpty();
    agenda.ended(take(after(3)), Result.DONE, after(3));
    assertThat(agenda.take(after(1000))).isEmpty();
  }

  @Test
  void whatIsTakenComesToItsEndWhenTheRestIsForgotten() {
    agenda.grew(HOUR, 3, START);
    Item item = take(after(0));
    agenda.grew(new PartitionKey("u", 500_000), 3, START);
    agenda.clear();
    assertThat(agenda.take(after(0))).isEmpty();
    agenda.ended(item, Result.DONE, after(0));
    assertThat(agenda.due(after(1000))).isZero();
  }
}
