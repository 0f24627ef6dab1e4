package dev.firn.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalProbe;
import dev.firn.journal.JournalStatus.State;
import dev.firn.journal.JournalTruncation;
import dev.firn.journal.JournalUnavailableException;
import dev.firn.journal.SequenceConflictException;
import dev.firn.journal.TestJournal;
import dev.firn.journal.TestSystem;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.Test;

/** A server that is restarted, whose backends are killed, and that another node writes to. */
final class PostgresFaultTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long ALL = Long.MAX_VALUE;

  private final PrivatePostgres server = PrivatePostgres.shared();
  private final PostgresProfile profile = PostgresProfile.inOwnSchema(server);

  @Test
  void a_zombie_is_refused_above_the_point_of_truncation_and_its_neighbours_are_not() {
    try (TestSystem zombie = TestSystem.of(profile.config(""));
        TestSystem successor = TestSystem.of(profile.config(""))) {
      JournalProbe before = new JournalProbe(zombie.get());
      before.writeStrings("contested", 1, 100);
      JournalProbe after = new JournalProbe(successor.get());
      after.writeStrings("contested", 101, 150);
      TestJournal.await(
          JournalTruncation.create(successor.get(), LIMIT).deleteTo("contested", 150));

      before.send(before.atomic(before.event("contested", 101, "zombie")));
      before.send(before.atomic(before.event("neighbour", 1, "faultless")));

      assertThat(answers(before, 2))
          .anySatisfy(
              answer ->
                  assertThat(((JournalProtocol.WriteMessageFailure) answer).cause())
                      .isInstanceOf(SequenceConflictException.class))
          .anySatisfy(
              answer -> assertThat(answer).isInstanceOf(JournalProtocol.WriteMessageSuccess.class));
      assertThat(after.replay("contested", 1, ALL, ALL))
          .containsExactly(new JournalProtocol.RecoverySuccess(150));
      after.writeStrings("contested", 151, 152);
    }
  }

  @Test
  void the_fence_holds_against_whoever_inserts() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      new JournalProbe(system.get()).writeStrings("fenced", 1, 5);
      TestJournal.await(JournalTruncation.create(system.get(), LIMIT).deleteTo("fenced", 5));
      String insert =
          "INSERT INTO %s.event (persistence_id, sequence_number, record) VALUES ('fenced', %d, '')";
      assertThatThrownBy(() -> server.execute(insert.formatted(profile.schema(), 5)))
          .rootCause()
          .hasMessageContaining("not above the highest");
      server.execute(insert.formatted(profile.schema(), 6));
    }
  }

  @Test
  void of_two_writers_one_wins_each_number() {
    try (TestSystem one = TestSystem.of(profile.config(""));
        TestSystem other = TestSystem.of(profile.config(""))) {
      JournalProbe left = new JournalProbe(one.get());
      JournalProbe right = new JournalProbe(other.get());
      for (int number = 1; number <= 50; number++) {
        left.send(left.atomic(left.event("two", number, "left")));
        right.send(right.atomic(right.event("two", number, "right")));
        long won =
            List.of(answers(left, 1).get(0), answers(right, 1).get(0)).stream()
                .filter(JournalProtocol.WriteMessageSuccess.class::isInstance)
                .count();
        assertThat(won).isEqualTo(1);
      }
      assertThat(server.number("SELECT count(*) FROM %s.event".formatted(profile.schema())))
          .isEqualTo(50);
    }
  }

  @Test
  void a_commit_without_an_answer_fails_as_unknown_and_recovery_finds_it() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("unknown", 1, 2);
      // No standby of this name will ever confirm: the commit is done and its answer withheld.
      server.command("set synchronous_standby_names nobody");
      server.command("reload");
      journal.send(journal.atomic(journal.event("unknown", 3, "a-3")));
      TestJournal.eventually(LIMIT, () -> backends("wait_event = 'SyncRep'") > 0);
      server.number(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

      assertThat(((JournalProtocol.WriteMessageFailure) answers(journal, 1).get(0)).cause())
          .isInstanceOf(JournalUnavailableException.class);
      server.command("set synchronous_standby_names ");
      server.command("reload");
      assertThat(journal.replay("unknown", 1, ALL, ALL))
          .hasSize(4)
          .last()
          .isEqualTo(new JournalProtocol.RecoverySuccess(3));
      journal.writeStrings("unknown", 4, 5);
    }
  }

  @Test
  void killed_backends_before_the_commit_are_not_noticed_by_entities() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("killed", 1, 2);
      for (int round = 0; round < 5; round++) {
        server.number(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'firn-journal'");
        journal.writeStrings("killed", 3 + 2 * round, 4 + 2 * round);
      }
      assertThat(journal.replay("killed", 1, ALL, ALL)).hasSize(13);
    }
  }

  @Test
  void appends_wait_out_a_restart_and_health_tells_of_it() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      JournalHealth health = profile.health(system.get());
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("restart", 1, 2);
      server.command("crash");
      journal.send(journal.atomic(journal.event("restart", 3, "a-3")));
      TestJournal.eventually(LIMIT, () -> health.status().state() == State.UNREACHABLE);
      assertThat(health.status().reason()).isPresent();
      server.command("start");
      assertThat(answers(journal, 1).get(0))
          .isInstanceOf(JournalProtocol.WriteMessageSuccess.class);
      TestJournal.eventually(LIMIT, () -> health.status().isWritable());
      assertThat(journal.replay("restart", 1, ALL, ALL)).hasSize(4);
    }
  }

  @Test
  void what_cannot_be_written_in_time_fails_as_not_written() {
    try (TestSystem system =
        TestSystem.of(profile.config("firn.journal.postgres.writer.give-up-after = 300ms"))) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("late", 1, 2);
      server.command("stop");
      journal.send(journal.atomic(journal.event("late", 3, "a-3")));
      assertThat(((JournalProtocol.WriteMessageFailure) answers(journal, 1).get(0)).cause())
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("Nothing was written");
      server.command("start");
      TestJournal.eventually(LIMIT, () -> profile.health(system.get()).status().isWritable());
      assertThat(journal.replay("late", 1, ALL, ALL)).hasSize(3);
    }
  }

  @Test
  void a_lost_row_fails_the_replay() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("lost", 1, 9);
      for (int number : new int[] {9, 5}) {
        server.execute(
            "DELETE FROM %s.event WHERE sequence_number = %d".formatted(profile.schema(), number));
        List<Object> answers = journal.replay("lost", 1, ALL, ALL);
        assertThat(answers).last().isInstanceOf(JournalProtocol.ReplayMessagesFailure.class);
        assertThat(answers.stream().filter(PersistentRepr.class::isInstance))
            .hasSizeLessThan(number);
      }
    }
  }

  @Test
  void a_flipped_bit_fails_the_replay_and_is_counted() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("flipped", 1, 9);
      server.execute(
          "UPDATE %s.event SET record = set_bit(record, 100, 1 - get_bit(record, 100)) WHERE sequence_number = 5"
              .formatted(profile.schema()));
      assertThat(journal.replay("flipped", 1, ALL, ALL))
          .last()
          .isInstanceOf(JournalProtocol.ReplayMessagesFailure.class);
      assertThat(profile.health(system.get()).status().damagedReads()).isPositive();
      assertThat(journal.replay("flipped", 6, ALL, ALL)).hasSize(5);
    }
  }

  private long backends(String condition) {
    return server.number("SELECT count(*) FROM pg_stat_activity WHERE " + condition);
  }

  /** The fates of single events, without those of the requests they came in. */
  private static List<Object> answers(JournalProbe journal, int count) {
    return java.util.stream.Stream.generate(() -> journal.kit().receiveOne(Duration.ofSeconds(15)))
        .filter(
            answer ->
                answer instanceof JournalProtocol.WriteMessageSuccess
                    || answer instanceof JournalProtocol.WriteMessageFailure)
        .limit(count)
        .toList();
  }
}
