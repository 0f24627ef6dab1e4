package dev.firn.journal.postgres;

import dev.firn.journal.EncodedEvent;
import dev.firn.journal.JournalClosedException;
import dev.firn.journal.JournalCorruptedException;
import dev.firn.journal.PayloadSerialization;
import dev.firn.journal.PluginFutures;
import dev.firn.journal.RecordCodec;
import dev.firn.journal.StoredRecord;
import dev.firn.journal.postgres.EventPage.Row;
import dev.firn.journal.postgres.PostgresWrite.Append;
import dev.firn.journal.postgres.PostgresWrite.Truncate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The journal plugin. Payloads are serialized here, on the caller's side of the lanes; an atomic
 * write with a payload that cannot be, or an id that the tables cannot hold, is rejected alone.
 */
public final class PostgresWriteJournal extends AsyncWriteJournal {

  private static final int LONGEST_ID = 255;

  private final PostgresJournal journal;
  private final EventReads reads;
  private final PayloadSerialization serialization;
  private final Executor replayExecutor;

  /**
   * The last write of each id that has one under way. A restarted entity may ask for its highest
   * sequence number before the write of its former life is done, and would reuse the number.
   */
  private final Map<String, CompletionStage<Done>> underWay = new ConcurrentHashMap<>();

  /** Deletions under way; they must not reach what is appended after them. */
  private final Map<String, Truncate> truncations = new ConcurrentHashMap<>();

  public PostgresWriteJournal() {
    ExtendedActorSystem system = (ExtendedActorSystem) context().system();
    this.journal = PostgresJournal.get(system);
    this.reads = new EventReads(journal);
    this.serialization = new PayloadSerialization(system);
    this.replayExecutor = system.dispatchers().lookup("firn.journal.postgres.replay-dispatcher");
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    List<Optional<Exception>> rejections = new ArrayList<>();
    List<CompletableFuture<Done>> writes = new ArrayList<>();
    for (AtomicWrite message : messages) {
      try {
        Append append = encode(message);
        rejections.add(Optional.empty());
        writes.add(submit(append).toCompletableFuture());
      } catch (Exception e) {
        rejections.add(Optional.of(e));
      }
    }
    return PluginFutures.of(all(writes).thenApply(done -> rejections));
  }

  private static CompletableFuture<?> all(List<CompletableFuture<Done>> writes) {
    return writes.size() == 1
        ? writes.get(0)
        : CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
  }

  private Append encode(AtomicWrite message) {
    String id = message.persistenceId();
    if (id.codePointCount(0, id.length()) > LONGEST_ID || id.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "A persistence id has at most %d characters and no NUL; [%s] has %d"
              .formatted(LONGEST_ID, id, id.length()));
    }
    List<EncodedEvent> events = new ArrayList<>(message.size());
    Set<String> manifests = new HashSet<>();
    for (PersistentRepr event : CollectionConverters.asJava(message.payload())) {
      StoredRecord stored = serialization.toRecord(event);
      manifests.add(stored.payload().manifest());
      byte[] record = RecordCodec.encode(stored, id, event.sequenceNr(), 0);
      events.add(new EncodedEvent(event.sequenceNr(), record));
    }
    return Append.of(id, events, manifests, journal.space());
  }

  private CompletionStage<Done> submit(Append append) {
    String id = append.persistenceId();
    Truncate before = truncations.get(id);
    CompletionStage<Done> done =
        before != null && before.to() >= append.first()
            ? after(before.answer().done(), append)
            : journal.submit(append);
    underWay.put(id, done);
    done.whenComplete((ignored, error) -> underWay.remove(id, done));
    return done;
  }

  private CompletionStage<Done> after(CompletionStage<Done> earlier, PostgresWrite write) {
    return earlier
        .exceptionally(failed -> Done.getInstance())
        .thenCompose(done -> journal.submit(write));
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    Truncate truncate = new Truncate(persistenceId, toSequenceNr);
    truncations.put(persistenceId, truncate);
    CompletionStage<Done> done = after(pending(persistenceId), truncate);
    done.whenComplete((ignored, error) -> truncations.remove(persistenceId, truncate));
    return PluginFutures.ofDone(done);
  }

  private CompletionStage<Done> pending(String persistenceId) {
    return underWay.getOrDefault(
        persistenceId, CompletableFuture.completedFuture(Done.getInstance()));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return PluginFutures.of(
        pending(persistenceId)
            .exceptionally(failed -> Done.getInstance())
            .thenApplyAsync(done -> reads.highest(persistenceId).orElse(0L), replayExecutor));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    Runnable replay =
        () -> replay(persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback);
    return PluginFutures.of(CompletableFuture.runAsync(replay, replayExecutor));
  }

  private void replay(String id, long from, long to, long max, Consumer<PersistentRepr> callback) {
    if (max <= 0) {
      return;
    }
    EventPage page = reads.first(id, from, to, max);
    checkBeginning(id, from, page);
    long left = max - deliver(id, page, callback);
    while (left > 0 && !page.isLast()) {
      requireOpen();
      page = reads.next(id, page, left);
      left -= deliver(id, page, callback);
    }
  }

  private int deliver(String id, EventPage page, Consumer<PersistentRepr> callback) {
    for (Row row : page.rows()) {
      callback.accept(serialization.toEvent(id, row.sequenceNr(), row.stored()));
    }
    return page.rows().size();
  }

  /** Events that are truncated without a snapshot that stands for them must not just be skipped. */
  private void checkBeginning(String id, long from, EventPage page) {
    if (journal.settings().requiresSnapshot() && from <= page.deletedTo()) {
      throw new JournalCorruptedException(
          "The snapshot of [%s] at %d or later is missing: events up to there are truncated, recovery wants them from %d"
              .formatted(id, page.deletedTo(), from));
    }
  }

  /** A replay cut short by shutdown must not look like a whole one. */
  private void requireOpen() {
    if (!journal.isOpen()) {
      throw new JournalClosedException("The journal was closed during a replay");
    }
  }
}
