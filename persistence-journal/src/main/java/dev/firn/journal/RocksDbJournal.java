package dev.firn.journal;

import dev.firn.journal.JournalOperation.Append;
import dev.firn.journal.JournalOperation.Truncate;
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
 * The journal plugin. Payloads are serialized here, on the caller's side of the writer's queue; an
 * atomic write with a payload that cannot be is rejected alone, the others are stored.
 */
public final class RocksDbJournal extends AsyncWriteJournal {

  private final EmbeddedJournal journal;
  private final PayloadSerialization serialization;
  private final Executor replayExecutor;

  /**
   * The last write of each id that has one under way. A restarted entity may ask for its highest
   * sequence number before the write of its former life is done, and would reuse the number.
   */
  private final Map<String, CompletionStage<Done>> underWay = new ConcurrentHashMap<>();

  public RocksDbJournal() {
    ExtendedActorSystem system = (ExtendedActorSystem) context().system();
    this.journal = EmbeddedJournal.get(system);
    this.serialization = new PayloadSerialization(system);
    this.replayExecutor = system.dispatchers().lookup("firn.journal.embedded.replay-dispatcher");
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
        writes.add(submit(append.persistenceId(), append).toCompletableFuture());
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
    List<EncodedEvent> events = new ArrayList<>(message.size());
    Set<String> manifests = new HashSet<>();
    for (PersistentRepr event : CollectionConverters.asJava(message.payload())) {
      StoredRecord stored = serialization.toRecord(event);
      manifests.add(stored.payload().manifest());
      byte[] record = RecordCodec.encode(stored, id, event.sequenceNr(), EventHeader.BYTES);
      events.add(new EncodedEvent(event.sequenceNr(), record));
    }
    return Append.of(id, events, manifests, journal.space());
  }

  private CompletionStage<Done> submit(String persistenceId, JournalOperation operation) {
    CompletionStage<Done> done = operation.done();
    underWay.put(persistenceId, done);
    done.whenComplete((ignored, error) -> underWay.remove(persistenceId, done));
    return journal.submit(operation);
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    Truncate truncate = new Truncate(persistenceId, toSequenceNr);
    return PluginFutures.ofDone(submit(persistenceId, truncate));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    CompletionStage<Done> pending =
        underWay.getOrDefault(persistenceId, CompletableFuture.completedFuture(Done.getInstance()));
    return PluginFutures.of(
        pending
            .exceptionally(failed -> Done.getInstance())
            .thenApplyAsync(done -> highest(persistenceId), replayExecutor));
  }

  private Long highest(String persistenceId) {
    return journal
        .store()
        .read(view -> view.position(persistenceId))
        .map(Position::highest)
        .orElse(0L);
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

  private void replay(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> callback) {
    if (max <= 0) {
      return;
    }
    Countdown remaining = new Countdown(max);
    EventReader.RowVisitor visitor =
        (sequenceNr, value) -> {
          StoredRecord stored =
              RecordCodec.decode(value, EventHeader.BYTES, persistenceId, sequenceNr);
          callback.accept(serialization.toEvent(persistenceId, sequenceNr, stored));
          return remaining.next() && !isClosing();
        };
    journal
        .store()
        .read(
            view -> {
              view.position(persistenceId)
                  .ifPresent(
                      position -> {
                        checkBeginning(persistenceId, from, position);
                        EventReader.read(view, persistenceId, position, from, to, visitor);
                      });
              return Done.getInstance();
            });
  }

  /** Events that are truncated without a snapshot that stands for them must not just be skipped. */
  private void checkBeginning(String persistenceId, long from, Position position) {
    if (journal.settings().requiresSnapshot() && from <= position.deletedTo()) {
      throw new JournalCorruptedException(
          "The snapshot of [%s] at %d or later is missing: events up to there are truncated, recovery wants them from %d"
              .formatted(persistenceId, position.deletedTo(), from));
    }
  }

  /** A replay cut short by shutdown must not look like a whole one. */
  private boolean isClosing() {
    if (journal.store().isClosing()) {
      throw new JournalClosedException("The journal was closed during a replay");
    }
    return false;
  }

  private static final class Countdown {
    private long remaining;

    Countdown(long count) {
      this.remaining = count;
    }

    boolean next() {
      return --remaining > 0;
    }
  }
}
