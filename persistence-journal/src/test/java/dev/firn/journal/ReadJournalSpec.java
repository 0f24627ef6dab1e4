package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentLastSequenceNumberByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Range reads and listings, of every profile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ReadJournalSpec {

  private JournalProfile profile;
  private TestSystem system;
  private CurrentEventsByPersistenceIdQuery query;
  private JournalTruncation truncation;
  private JournalProbe journal;

  protected abstract JournalProfile profile();

  @BeforeAll
  void start() {
    profile = profile();
    system = TestSystem.of(profile.config(profile.smallPages()));
    query = readJournal(CurrentEventsByPersistenceIdQuery.class);
    truncation = JournalTruncation.create(system.get(), Duration.ofSeconds(10));
    journal = new JournalProbe(system.get());
  }

  @AfterAll
  void stop() {
    system.close();
  }

  @Test
  void reads_a_bounded_range_in_order_over_many_pages() {
    journal.writeStrings("range", 1, 500);
    List<EventEnvelope> events = read("range", 100, 400);
    assertThat(events).extracting(EventEnvelope::sequenceNr).isEqualTo(numbers(100, 400));
    assertThat(events.get(0).event()).isEqualTo("a-100");
    assertThat(events.get(0).persistenceId()).isEqualTo("range");
    assertThat(events.get(0).timestamp()).isPositive();
    assertThat(read("range", 0, Long.MAX_VALUE)).hasSize(500);
    assertThat(read("range", 500, 500)).hasSize(1);
    assertThat(read("range", 501, 600)).isEmpty();
    assertThat(read("range", 9, 8)).isEmpty();
    assertThat(read("nobody", 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void begins_behind_what_was_truncated_before() {
    journal.writeStrings("truncated", 1, 10);
    TestJournal.await(truncation.deleteTo("truncated", 7));
    assertThat(read("truncated", 1, 99))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactly(8L, 9L, 10L);
  }

  @Test
  void fails_when_events_are_truncated_while_it_reads() {
    journal.writeStrings("meanwhile", 1, 500);
    SinkQueueWithCancel<EventEnvelope> queue =
        query.currentEventsByPersistenceId("meanwhile", 1, 500).runWith(Sink.queue(), system.get());
    TestJournal.await(queue.pull());
    TestJournal.await(truncation.deleteTo("meanwhile", 499));
    assertThatThrownBy(() -> drain(queue)).hasRootCauseInstanceOf(EventsTruncatedException.class);
  }

  @Test
  void does_not_read_ahead_of_the_demand() {
    journal.writeStrings("slow", 1, 500);
    SinkQueueWithCancel<EventEnvelope> queue =
        query.currentEventsByPersistenceId("slow", 1, 500).runWith(Sink.queue(), system.get());
    TestJournal.await(queue.pull());
    journal.writeStrings("slow", 501, 502);
    queue.cancel();
    assertThat(read("slow", 500, 999)).hasSize(3);
  }

  @Test
  void events_written_after_the_start_are_not_part_of_the_stream() {
    journal.writeStrings("later", 1, 100);
    SinkQueueWithCancel<EventEnvelope> queue =
        query
            .currentEventsByPersistenceId("later", 1, Long.MAX_VALUE)
            .runWith(Sink.queue(), system.get());
    TestJournal.await(queue.pull());
    journal.writeStrings("later", 101, 200);
    assertThat(1 + drain(queue)).isEqualTo(100);
  }

  @Test
  void lists_every_id_that_has_or_had_events() {
    List<String> ids = LongStream.rangeClosed(1, 1200).mapToObj(i -> "listed-" + i).toList();
    journal.send(
        ids.stream()
            .map(id -> journal.atomic(journal.event(id, 1, "x")))
            .toArray(AtomicWrite[]::new));
    journal.kit().receiveN(1201);
    TestJournal.await(truncation.deleteTo("listed-7", 1));
    List<String> listed =
        TestJournal.await(
            readJournal(CurrentPersistenceIdsQuery.class)
                .currentPersistenceIds()
                .filter(id -> id.startsWith("listed-"))
                .runWith(Sink.seq(), system.get()));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void tells_the_last_sequence_number() {
    CurrentLastSequenceNumberByPersistenceIdQuery last =
        readJournal(CurrentLastSequenceNumberByPersistenceIdQuery.class);
    journal.writeStrings("last", 1, 5);
    assertThat(TestJournal.await(last.currentLastSequenceNumberByPersistenceId("last")))
        .hasValue(5L);
    assertThat(TestJournal.await(last.currentLastSequenceNumberByPersistenceId("none"))).isEmpty();
  }

  @Test
  void is_found_by_its_standard_interfaces_in_scala_too() {
    PersistenceQuery queries = PersistenceQuery.get(system.get());
    org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery scala =
        queries.readJournalFor(profile.queryPlugin());
    journal.writeStrings("scala", 1, 3);
    assertThat(
            TestJournal.await(
                scala
                    .currentEventsByPersistenceId("scala", 2, 3)
                    .asJava()
                    .runWith(Sink.seq(), system.get())))
        .hasSize(2);
  }

  private <T extends ReadJournal> T readJournal(Class<T> kind) {
    return PersistenceQuery.get(system.get()).getReadJournalFor(kind, profile.queryPlugin());
  }

  private static long drain(SinkQueueWithCancel<EventEnvelope> queue) {
    long count = 0;
    while (TestJournal.await(queue.pull()).isPresent()) {
      count++;
    }
    return count;
  }

  private List<EventEnvelope> read(String id, long from, long to) {
    return TestJournal.await(
        query.currentEventsByPersistenceId(id, from, to).runWith(Sink.seq(), system.get()));
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
