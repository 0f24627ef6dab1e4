package dev.firn.journal;

import dev.firn.journal.JournalStatus.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded journal of an actor system: opened once, shared by the plugins for events, snapshots
 * and queries, closed when the last actor has stopped. A process that uses it gets it before it
 * starts its entities, so that a journal that cannot be opened stops the start instead of failing
 * every recovery.
 */
public final class EmbeddedJournal implements Extension, JournalHealth {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJournal.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

  private final EmbeddedJournalSettings settings;
  private final FailureLatch failure = new FailureLatch();
  private final WriteStatistics statistics = new WriteStatistics();
  private final SpaceRules space;
  private final RocksDbStore store;
  private final JournalWriter writer;
  private final Reclaimer reclaimer;

  private EmbeddedJournal(EmbeddedJournalSettings settings) {
    this.settings = settings;
    this.space = new SpaceRules(settings.maxBytes(), settings.full());
    this.store = RocksDbStore.open(settings);
    try {
      SpaceGoal goal = SpaceGoal.of(settings);
      this.writer = new JournalWriter(store, settings.writer(), goal, statistics, failure);
      Reopening reopening =
          new Reopening(failure, settings.full().diskReserve(), writer::reopen, statistics);
      Cleaner cleaner = new Cleaner(store, goal, statistics, writer::submit);
      this.reclaimer = new Reclaimer(store, settings, statistics, failure, reopening, cleaner);
    } catch (IOException e) {
      store.close();
      throw new UncheckedIOException("Cannot measure the journal's folder " + settings.dir(), e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * The journal of the actor system, opened if it is not yet. Throws {@link
   * JournalCorruptedException}.
   */
  public static EmbeddedJournal get(ClassicActorSystemProvider system) {
    return EmbeddedJournalId.INSTANCE.get(system);
  }

  static EmbeddedJournal create(ExtendedActorSystem system) {
    EmbeddedJournal journal = open(EmbeddedJournalSettings.from(system.settings().config()));
    system.registerOnTermination(journal::close);
    return journal;
  }

  static EmbeddedJournal open(EmbeddedJournalSettings settings) {
    EmbeddedJournal journal = new EmbeddedJournal(settings);
    journal.writer.start();
    journal.reclaimer.start();
    LOG.info("Journal open in {}: {} live bytes", settings.dir(), journal.statistics.liveBytes());
    return journal;
  }

  @Override
  public JournalStatus status() {
    long used = reclaimer.usedBytes();
    long usable = reclaimer.usableDiskBytes();
    State state = state(used, usable);
    return new JournalStatus(
        state,
        reason(state, used, usable),
        used,
        statistics.liveBytes(),
        used,
        settings.maxBytes(),
        usable,
        writer.queued(),
        writer.queuedBytes(),
        store.damagedReads(),
        statistics.counters());
  }

  @Override
  public State state() {
    return state(reclaimer.usedBytes(), reclaimer.usableDiskBytes());
  }

  private State state(long used, long usable) {
    if (store.isClosing()) {
      return State.CLOSED;
    }
    return failure.isShut() ? State.READ_ONLY : space.state(used, usable);
  }

  private Optional<String> reason(State state, long used, long usable) {
    return switch (state) {
      case WRITABLE, UNREACHABLE -> Optional.empty();
      case CLOSED -> Optional.of("The journal is closed");
      case READ_ONLY -> failure.failure().map(why -> "The journal is read-only: " + why.sentence());
      case FULL, DISK_LOW -> space.refusal(used, usable);
    };
  }

  EmbeddedJournalSettings settings() {
    return settings;
  }

  RocksDbStore store() {
    return store;
  }

  SpaceRules space() {
    return space;
  }

  /** Completes when the operation is durable; fails with a {@link JournalException}. */
  CompletionStage<Done> submit(JournalOperation operation) {
    Optional<String> refusal =
        operation.bytes() == 0 || operation instanceof JournalOperation.SaveSnapshot
            ? Optional.empty()
            : space.refusalOfAppend(
                operation.isEssential(), reclaimer.usedBytes(), reclaimer.usableDiskBytes());
    if (refusal.isPresent()) {
      statistics.refused();
      operation.done().completeExceptionally(new JournalFullException(refusal.get()));
      return operation.done();
    }
    return writer.submit(operation);
  }

  synchronized void close() {
    if (store.isClosing()) {
      return;
    }
    try {
      if (!writer.stop(LONGEST_CLOSE) || !reclaimer.stop(LONGEST_CLOSE)) {
        LOG.warn(
            "The journal's disk does not answer; {} stays open until the process ends and recovers at the next opening",
            settings.dir());
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Interrupted while closing the journal; it stays open until the process ends", e);
      return;
    }
    store.close();
  }
}
