package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.journal.JournalStatus.State;
import java.time.Duration;
import org.apache.pekko.persistence.JournalProtocol;
import org.junit.jupiter.api.Test;

/** A journal whose size budget is used up, of any profile. */
public abstract class BudgetSpec {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SIZE = 20_000;

  protected abstract JournalProfile profile();

  @Test
  void beyond_it_clients_are_refused_and_what_makes_room_is_not() {
    String text = TestJournal.text(1, SIZE);
    try (TestSystem system = TestSystem.of(profile().config(profile().smallBudget()))) {
      JournalHealth health = profile().health(system.get());
      JournalProbe journal = new JournalProbe(system.get());
      long refused = 1;
      while (isTaken(journal, "rows", refused, text)) {
        refused++;
      }
      JournalStatus full = health.status();
      assertThat(full.state()).isEqualTo(State.FULL);
      assertThat(full.reason().orElseThrow()).contains("2097152");
      assertThat(full.usedBytes()).isBetween(2L << 20, 3L << 20);
      assertThat(full.counters().refused()).isPositive();

      TestPayload notRefusable = new TestPayload(journal.kit().getRef());
      assertThat(isTaken(journal, "files", 1, notRefusable)).isTrue();
      assertThat(isTaken(journal, "committer-1", 1, text)).isTrue();

      journal.truncate("rows", refused - 1);
      journal.kit().receiveOne(LIMIT);
      TestJournal.eventually(LIMIT, () -> health.state() == State.WRITABLE);
      assertThat(isTaken(journal, "rows", refused, text)).isTrue();
    }
  }

  private static boolean isTaken(JournalProbe journal, String id, long number, Object payload) {
    journal.send(journal.atomic(journal.event(id, number, payload)));
    Object whole = journal.kit().receiveOne(LIMIT);
    Object answer = journal.kit().receiveOne(LIMIT);
    if (whole instanceof JournalProtocol.WriteMessagesFailed failed) {
      assertThat(failed.cause()).isInstanceOf(JournalFullException.class);
      assertThat(answer).isInstanceOf(JournalProtocol.WriteMessageFailure.class);
      return false;
    }
    assertThat(answer).isInstanceOf(JournalProtocol.WriteMessageSuccess.class);
    return true;
  }
}
