package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Pekko's persistence TCK asks of a journal (JournalSpec), here in JUnit; of every profile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JournalSpec {

  private static final long ALL = Long.MAX_VALUE;

  private JournalProfile profile;
  private TestSystem system;

  private JournalProbe journal;
  private String pid;

  protected abstract JournalProfile profile();

  @BeforeAll
  void start() {
    profile = profile();
    system = TestSystem.of(profile.config(""));
  }

  @AfterAll
  void stop() {
    system.close();
  }

  @BeforeEach
  void writeFiveEvents(TestInfo test) {
    journal = new JournalProbe(system.get());
    pid = test.getDisplayName() + System.nanoTime();
    journal.writeStrings(pid, 1, 5);
  }

  @ParameterizedTest
  @CsvSource({
    "1, max, max, 1, 5",
    "0, max, max, 1, 5",
    "3, max, max, 3, 5",
    "1, 3, max, 1, 3",
    "1, max, 3, 1, 3",
    "2, 3, max, 2, 3",
    "2, 5, 2, 2, 3",
    "2, 2, max, 2, 2",
    "2, 4, 1, 2, 2",
    "2, 4, 0, 1, 0",
    "3, 2, max, 1, 0",
  })
  void replays_what_the_bounds_and_the_count_limit_admit(
      long from, String to, String max, long first, long last) {
    assertThat(journal.replay(pid, from, number(to), number(max)))
        .isEqualTo(replayed(first, last, 5));
  }

  @Test
  void replays_nothing_for_an_id_that_never_wrote() {
    assertThat(journal.replay("non-existing-pid", 0, ALL, ALL))
        .containsExactly(new JournalProtocol.RecoverySuccess(0));
  }

  @Test
  void does_not_replay_deleted_events_and_publishes_the_command() {
    TestKit subscriber = new TestKit(system.get());
    system
        .get()
        .eventStream()
        .subscribe(subscriber.getRef(), JournalProtocol.DeleteMessagesTo.class);
    journal.truncate(pid, 3);
    journal.kit().expectMsg(new DeleteMessagesSuccess(3));
    subscriber.expectMsg(new JournalProtocol.DeleteMessagesTo(pid, 3, journal.kit().getRef()));
    assertThat(journal.replay(pid, 1, ALL, ALL)).isEqualTo(replayed(4, 5, 5));
    system.get().eventStream().unsubscribe(subscriber.getRef());
  }

  @Test
  void keeps_the_highest_sequence_number_after_everything_was_deleted() {
    journal.truncate(pid, ALL);
    journal.kit().expectMsg(new DeleteMessagesSuccess(ALL));
    assertThat(journal.replay(pid, 0, ALL, ALL)).isEqualTo(replayed(1, 0, 5));
    journal.writeStrings(pid, 6, 7);
    assertThat(journal.replay(pid, 0, ALL, ALL)).isEqualTo(replayed(6, 7, 7));
  }

  @Test
  void deleting_twice_and_deleting_less_than_before_is_no_error() {
    for (long to : List.of(4L, 4L, 2L)) {
      journal.truncate(pid, to);
      journal.kit().expectMsg(new DeleteMessagesSuccess(to));
    }
    assertThat(journal.replay(pid, 0, ALL, ALL)).isEqualTo(replayed(5, 5, 5));
  }

  @Test
  void rejects_only_the_event_that_cannot_be_serialized() {
    Object notSerializable = new Object();
    Object answer =
        journal.write(
            journal.atomic(journal.event(pid, 6, "a-6")),
            journal.atomic(journal.event(pid, 7, notSerializable)),
            journal.atomic(journal.event(pid, 8, "a-8")));
    assertThat(answer).isEqualTo(JournalProtocol.WriteMessagesSuccessful$.MODULE$);
    assertThat(success().payload()).isEqualTo("a-6");
    JournalProtocol.WriteMessageRejected rejected =
        journal.kit().expectMsgClass(JournalProtocol.WriteMessageRejected.class);
    assertThat(rejected.message().payload()).isSameAs(notSerializable);
    assertThat(success().payload()).isEqualTo("a-8");
    assertThat(journal.replay(pid, 6, ALL, ALL))
        .containsExactly(
            journal.event(pid, 6, "a-6"),
            journal.event(pid, 8, "a-8"),
            new JournalProtocol.RecoverySuccess(8));
  }

  @Test
  void rejects_an_atomic_write_as_a_whole() {
    journal.write(
        journal.atomic(journal.event(pid, 6, "a-6"), journal.event(pid, 7, new Object())));
    journal.kit().expectMsgClass(JournalProtocol.WriteMessageRejected.class);
    journal.kit().expectMsgClass(JournalProtocol.WriteMessageRejected.class);
    assertThat(journal.replay(pid, 1, ALL, ALL)).isEqualTo(replayed(1, 5, 5));
  }

  @Test
  void serializes_events_that_refer_to_actors() {
    TestPayload payload = new TestPayload(journal.kit().getRef());
    journal.write(journal.atomic(journal.event(pid, 6, payload)));
    success();
    assertThat(((PersistentRepr) journal.replay(pid, 6, ALL, ALL).get(0)).payload())
        .isEqualTo(payload);
  }

  @Test
  void returns_metadata_manifest_writer_and_a_timestamp() {
    PersistentRepr event =
        journal.event(pid, 6, "a-6").withManifest("adapter").withMetadata("meta-data");
    journal.write(journal.atomic(event));
    success();
    PersistentRepr replayed = (PersistentRepr) journal.replay(pid, 6, 6, 1).get(0);
    assertThat(replayed.metadata()).isEqualTo(scala.Option.apply("meta-data"));
    assertThat(replayed.manifest()).isEqualTo("adapter");
    assertThat(replayed.writerUuid()).isEqualTo(journal.writerUuid());
    assertThat(replayed.timestamp()).isPositive();
  }

  @Test
  void stores_large_batches_atomically() {
    PersistentRepr[] events =
        LongStream.rangeClosed(6, 5005)
            .mapToObj(i -> journal.event(pid, i, "x".repeat(500) + i))
            .toArray(PersistentRepr[]::new);
    assertThat(journal.write(journal.atomic(events)))
        .isEqualTo(JournalProtocol.WriteMessagesSuccessful$.MODULE$);
    journal.kit().receiveN(5000);
    assertThat(journal.replay(pid, 1, ALL, ALL)).hasSize(5006);
    journal.truncate(pid, 4000);
    journal.kit().expectMsg(new DeleteMessagesSuccess(4000));
    assertThat(journal.replay(pid, 1, ALL, ALL)).hasSize(1006);
  }

  @Test
  void stores_an_event_larger_than_a_group_commit_and_the_write_buffer() {
    String large = "x".repeat(40 << 20);
    journal.write(journal.atomic(journal.event(pid, 6, large)));
    success();
    assertThat(((PersistentRepr) journal.replay(pid, 6, ALL, ALL).get(0)).payload())
        .isEqualTo(large);
    journal.truncate(pid, 6);
    journal.kit().expectMsg(new DeleteMessagesSuccess(6));
  }

  @Test
  void refuses_a_sequence_number_that_is_already_stored() {
    Object answer = journal.write(journal.atomic(journal.event(pid, 5, "zombie")));
    assertThat(((JournalProtocol.WriteMessagesFailed) answer).cause())
        .isInstanceOf(SequenceConflictException.class);
    journal.kit().expectMsgClass(JournalProtocol.WriteMessageFailure.class);
    assertThat(journal.replay(pid, 1, ALL, ALL)).isEqualTo(replayed(1, 5, 5));
    assertThat(profile.health(system.get()).status().isWritable()).isTrue();
  }

  private PersistentRepr success() {
    return journal.kit().expectMsgClass(JournalProtocol.WriteMessageSuccess.class).persistent();
  }

  private List<Object> replayed(long first, long last, long highest) {
    List<Object> expected = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      expected.add(journal.event(pid, i, "a-" + i));
    }
    expected.add(new JournalProtocol.RecoverySuccess(highest));
    return expected;
  }

  private static long number(String text) {
    return text.trim().equals("max") ? ALL : Long.parseLong(text.trim());
  }
}
