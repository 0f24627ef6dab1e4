package dev.firn.journal.postgres;

import dev.firn.journal.JournalCorruptedException;
import dev.firn.journal.JournalFullException;
import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalStatus;
import dev.firn.journal.JournalStatus.State;
import dev.firn.journal.JournalUnavailableException;
import dev.firn.journal.SpaceRules;
import dev.firn.journal.WriteStatistics;
import dev.firn.journal.postgres.PostgresWrite.Append;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in PostgreSQL as an actor system sees it: shared by the plugins for events, snapshots
 * and queries, closed when the last actor has stopped. A process that uses it gets it before it
 * starts its entities, so that a database that cannot be used stops the start. Appends go through
 * lanes, each id always through the same; what deletes goes through a lane of its own, so that
 * appends do not wait for it.
 */
public final class PostgresJournal implements Extension, JournalHealth {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresJournal.class);

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

  /** Truncations in one transaction; it holds their fences until its commit. */
  private static final int DELETIONS = 16;

  private final PostgresJournalSettings settings;
  private final Tables tables;
  private final SpaceRules space;
  private final WriteStatistics statistics = new WriteStatistics();
  private final DatabaseState database = new DatabaseState(statistics);
  private final LongAdder damagedReads = new LongAdder();
  private final Connections connections;
  private final List<WriteLane> lanes = new ArrayList<>();
  private final WriteLane deletions;
  private final DatabaseWatch watch;
  private final NodeRegister nodes;

  private PostgresJournal(PostgresJournalSettings settings) {
    this.settings = settings;
    this.tables = new Tables(settings.schema());
    this.space = new SpaceRules(settings.maxBytes(), settings.full());
    this.connections = DatabaseStart.connect(settings);
    for (int lane = 1; lane <= settings.writer().lanes(); lane++) {
      lanes.add(lane("firn-journal-writer-" + lane, Integer.MAX_VALUE));
    }
    this.deletions = lane("firn-journal-deletions", DELETIONS);
    this.watch =
        new DatabaseWatch(connections, tables, settings.watchInterval(), statistics, database);
    this.nodes = new NodeRegister(connections, tables);
  }

  private WriteLane lane(String name, int maxBatch) {
    WriteTransaction transaction = new WriteTransaction(connections, tables, statistics);
    return new WriteLane(name, maxBatch, transaction, settings.writer(), statistics, database);
  }

  /** The journal of the actor system, opened if it is not yet. */
  public static PostgresJournal get(ClassicActorSystemProvider system) {
    return PostgresJournalId.INSTANCE.get(system);
  }

  static PostgresJournal create(ExtendedActorSystem system) {
    PostgresJournal journal =
        new PostgresJournal(PostgresJournalSettings.from(system.settings().config()));
    DatabaseStart.run(journal.connections, journal.watch::start);
    journal.lanes.forEach(WriteLane::start);
    journal.deletions.start();
    system.registerOnTermination(journal::close);
    LOG.info(
        "Journal open in {}, schema {}: {} live bytes",
        journal.settings.server().url(),
        journal.settings.schema(),
        journal.watch.liveBytes());
    return journal;
  }

  /** The nodes that use this journal, as they say themselves. */
  public NodeRegister nodes() {
    return nodes;
  }

  @Override
  public JournalStatus status() {
    State state = state();
    long queued = deletions.queued();
    long queuedBytes = deletions.queuedBytes();
    for (WriteLane lane : lanes) {
      queued += lane.queued();
      queuedBytes += lane.queuedBytes();
    }
    return new JournalStatus(
        state,
        reason(state),
        watch.bytesOnDisk(),
        watch.liveBytes(),
        watch.liveBytes(),
        settings.maxBytes(),
        Long.MAX_VALUE,
        queued,
        queuedBytes,
        damagedReads.sum(),
        statistics.counters());
  }

  @Override
  public State state() {
    if (database.isClosing()) {
      return State.CLOSED;
    }
    if (database.unreachable().isPresent()) {
      return State.UNREACHABLE;
    }
    return database.full().isPresent()
        ? State.DISK_LOW
        : space.state(watch.liveBytes(), Long.MAX_VALUE);
  }

  private Optional<String> reason(State state) {
    return switch (state) {
      case WRITABLE, READ_ONLY -> Optional.empty();
      case CLOSED -> Optional.of("The journal is closed");
      case UNREACHABLE ->
          Optional.of(
              "The journal's database cannot be reached: " + database.unreachable().orElse(""));
      case DISK_LOW ->
          Optional.of("The journal's database has no room: " + database.full().orElse(""));
      case FULL -> space.refusal(watch.liveBytes(), Long.MAX_VALUE);
    };
  }

  boolean isOpen() {
    return !database.isClosing();
  }

  PostgresJournalSettings settings() {
    return settings;
  }

  Tables tables() {
    return tables;
  }

  SpaceRules space() {
    return space;
  }

  /** Something read from the database. */
  @FunctionalInterface
  interface Read<T> {
    T from(Connection connection) throws SQLException;
  }

  /** Reads, each statement for itself; counts what turns out damaged or missing. */
  <T> T read(Read<T> read) {
    try (Connection connection = connections.open()) {
      return read.from(connection);
    } catch (SQLException e) {
      throw new JournalUnavailableException(
          "The journal cannot be read: " + SqlFailure.of(e).message(), e);
    } catch (JournalCorruptedException e) {
      damagedReads.increment();
      throw e;
    }
  }

  /**
   * Completes when the write is durable; fails with a {@link dev.firn.journal.JournalException}.
   */
  CompletionStage<Done> submit(PostgresWrite write) {
    if (write instanceof Append append) {
      Optional<String> refusal =
          space.refusalOfAppend(append.isEssential(), watch.liveBytes(), Long.MAX_VALUE);
      if (refusal.isPresent()) {
        statistics.refused();
        write.answer().done().completeExceptionally(new JournalFullException(refusal.get()));
      } else {
        lane(write.persistenceId()).submit(write);
      }
    } else {
      deletions.submit(write);
    }
    return write.answer().done();
  }

  private WriteLane lane(String persistenceId) {
    return lanes.get(Math.floorMod(persistenceId.hashCode(), lanes.size()));
  }

  synchronized void close() {
    if (database.isClosing()) {
      return;
    }
    database.close();
    try {
      boolean isDone = stop(System.nanoTime() + LONGEST_CLOSE.toNanos());
      if (!isDone) {
        LOG.warn("The journal's database does not answer; its connections end with the process");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Interrupted while closing the journal; it stays open until the process ends", e);
      return;
    }
    connections.close();
  }

  /** Whether all threads ended in time. */
  private boolean stop(long deadline) throws InterruptedException {
    boolean isDone = deletions.stop(deadline);
    for (WriteLane lane : lanes) {
      isDone &= lane.stop(deadline);
    }
    return watch.stop(deadline) && isDone;
  }
}
