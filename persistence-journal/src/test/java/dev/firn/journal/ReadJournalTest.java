package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadJournalTest {

  @TempDir static Path dir;
  private static TestSystem system;
  private static RocksDbReadJournal query;
  private static JournalProbe journal;

  @BeforeAll
  static void start() {
    system = TestSystem.on(dir, "firn.journal.embedded.query.page-bytes = 1000");
    query =
        PersistenceQuery.get(system.get())
            .getReadJournalFor(RocksDbReadJournal.class, RocksDbReadJournal.IDENTIFIER);
    journal = new JournalProbe(system.get());
  }

  @AfterAll
  static void stop() {
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
    system
        .journal()
        .submit(new JournalOperation.Truncate("truncated", 7))
        .toCompletableFuture()
        .join();
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
    system
        .journal()
        .submit(new JournalOperation.Truncate("meanwhile", 499))
        .toCompletableFuture()
        .join();
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
    CompletableFuture<?>[] writes =
        ids.stream()
            .map(id -> append(id).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(writes).join();
    system
        .journal()
        .submit(new JournalOperation.Truncate("listed-7", 1))
        .toCompletableFuture()
        .join();
    List<String> listed =
        TestJournal.await(
            query
                .currentPersistenceIds()
                .filter(id -> id.startsWith("listed-"))
                .runWith(Sink.seq(), system.get()));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void tells_the_last_sequence_number() {
    journal.writeStrings("last", 1, 5);
    assertThat(TestJournal.await(query.currentLastSequenceNumberByPersistenceId("last")))
        .hasValue(5L);
    assertThat(TestJournal.await(query.currentLastSequenceNumberByPersistenceId("none"))).isEmpty();
  }

  @Test
  void is_found_by_its_standard_interfaces_in_java_and_scala() {
    PersistenceQuery queries = PersistenceQuery.get(system.get());
    assertThat(
            queries.<CurrentEventsByPersistenceIdQuery>getReadJournalFor(
                CurrentEventsByPersistenceIdQuery.class, RocksDbReadJournal.IDENTIFIER))
        .isSameAs(query);
    org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery scala =
        queries.readJournalFor(RocksDbReadJournal.IDENTIFIER);
    journal.writeStrings("scala", 1, 3);
    assertThat(
            TestJournal.await(
                scala
                    .currentEventsByPersistenceId("scala", 2, 3)
                    .asJava()
                    .runWith(Sink.seq(), system.get())))
        .hasSize(2);
  }

  private static java.util.concurrent.CompletionStage<org.apache.pekko.Done> append(String id) {
    EncodedEvent event = new EncodedEvent(1, TestJournal.record(id, 1, "x"));
    return system
        .journal()
        .submit(JournalOperation.Append.of(id, List.of(event), Set.of(), system.journal().space()));
  }

  private static long drain(SinkQueueWithCancel<EventEnvelope> queue) {
    long count = 0;
    while (TestJournal.await(queue.pull()).isPresent()) {
      count++;
    }
    return count;
  }

  private static List<EventEnvelope> read(String id, long from, long to) {
    return TestJournal.await(
        query.currentEventsByPersistenceId(id, from, to).runWith(Sink.seq(), system.get()));
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
