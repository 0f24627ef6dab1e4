package dev.firn.journal;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;

/** An embedded journal without an actor system, for what concerns files, threads and limits. */
public final class TestJournal implements AutoCloseable {

  private static final int STRING_SERIALIZER = 20;

  private final EmbeddedJournal journal;

  private TestJournal(EmbeddedJournal journal) {
    this.journal = journal;
  }

  static TestJournal open(Path dir, String... settings) {
    Config config = TestSystem.config(dir, String.join("\n", settings));
    return new TestJournal(EmbeddedJournal.open(EmbeddedJournalSettings.from(config)));
  }

  EmbeddedJournal journal() {
    return journal;
  }

  JournalStatus status() {
    return journal.status();
  }

  CompletionStage<Done> append(String id, long sequenceNr, String text) {
    return journal.submit(
        JournalOperation.Append.of(
            id,
            List.of(new EncodedEvent(sequenceNr, record(id, sequenceNr, text))),
            Set.of(),
            journal.space()));
  }

  void appendAll(String id, long from, long to, int size) {
    List<CompletionStage<Done>> writes = new ArrayList<>();
    for (long sequenceNr = from; sequenceNr <= to; sequenceNr++) {
      writes.add(append(id, sequenceNr, text(sequenceNr, size)));
    }
    writes.forEach(TestJournal::await);
  }

  /** A text of the size that cannot be compressed or mistaken for another's. */
  public static String text(long sequenceNr, int size) {
    StringBuilder text = new StringBuilder(size + 10).append(sequenceNr).append(':');
    long state = sequenceNr * 0x9E3779B97F4A7C15L + 1;
    while (text.length() < size) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      text.append((char) ('a' + (state & 15)));
    }
    return text.toString();
  }

  void truncate(String id, long to) {
    await(journal.submit(new JournalOperation.Truncate(id, to)));
  }

  /** Has everything that is in memory written to table files. */
  void flush() throws Exception {
    journal
        .store()
        .work(
            opened -> {
              opened.flush();
              return Done.getInstance();
            });
  }

  int generations() {
    return journal.store().database().generations().all().size();
  }

  List<String> texts(String id, long from, long to) {
    List<String> texts = new ArrayList<>();
    journal
        .store()
        .read(
            view -> {
              Position position = view.position(id).orElseThrow();
              EventReader.read(
                  view,
                  id,
                  position,
                  from,
                  to,
                  (sequenceNr, value) -> {
                    StoredRecord stored =
                        RecordCodec.decode(value, EventHeader.BYTES, id, sequenceNr);
                    texts.add(new String(stored.payload().bytes(), StandardCharsets.UTF_8));
                    return true;
                  });
              return Done.getInstance();
            });
    return texts;
  }

  long highest(String id) {
    return journal.store().read(view -> view.position(id)).map(Position::highest).orElse(0L);
  }

  static byte[] record(String id, long sequenceNr, String text) {
    SerializedObject payload =
        new SerializedObject(STRING_SERIALIZER, "", text.getBytes(StandardCharsets.UTF_8));
    StoredRecord stored = new StoredRecord(1, "writer", "", payload, Optional.empty());
    return RecordCodec.encode(stored, id, sequenceNr, EventHeader.BYTES);
  }

  public static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Waits until the condition holds, for at most a while. */
  public static void eventually(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("The condition did not become true within " + limit);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
