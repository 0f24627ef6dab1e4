package dev.firn.journal.postgres;

import dev.firn.journal.JournalClosedException;
import dev.firn.journal.JournalException;
import dev.firn.journal.JournalFullException;
import dev.firn.journal.JournalUnavailableException;
import dev.firn.journal.SequenceConflictException;
import dev.firn.journal.WriteQueue;
import dev.firn.journal.WriteStatistics;
import dev.firn.journal.postgres.PostgresJournalSettings.Writer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;

/**
 * A thread that writes. What has queued up while the last transaction ran becomes the next one. A
 * write that the server refuses fails alone; one that certainly was not written is tried again for
 * a while; one whose commit got no answer fails as unknown.
 */
final class WriteLane {

  private final WriteTransaction transaction;
  private final Writer settings;
  private final int maxBatch;
  private final WriteStatistics statistics;
  private final DatabaseState database;
  private final WriteQueue<PostgresWrite> queue;
  private final Thread thread;

  /**
   * @param maxBatch writes in one transaction at most
   */
  WriteLane(
      String name,
      int maxBatch,
      WriteTransaction transaction,
      Writer settings,
      WriteStatistics statistics,
      DatabaseState database) {
    this.transaction = transaction;
    this.settings = settings;
    this.maxBatch = maxBatch;
    this.statistics = statistics;
    this.database = database;
    this.queue =
        new WriteQueue<>(settings.maxQueuedBytes() / settings.lanes(), PostgresWrite::bytes);
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void submit(PostgresWrite write) {
    try {
      queue.add(write);
    } catch (JournalException e) {
      write.answer().done().completeExceptionally(e);
    }
  }

  int queued() {
    return queue.size();
  }

  long queuedBytes() {
    return queue.bytes();
  }

  private void run() {
    List<PostgresWrite> taken = new ArrayList<>();
    try {
      while (queue.take(taken, settings.maxBatchBytes())) {
        for (int from = 0; from < taken.size(); from += maxBatch) {
          settle(taken.subList(from, Math.min(taken.size(), from + maxBatch)));
        }
        taken.clear();
      }
    } catch (InterruptedException e) {
      failAll(taken, new JournalClosedException("The journal's writer was interrupted"));
    }
  }

  /** Ends when every write has its answer. */
  private void settle(List<PostgresWrite> writes) throws InterruptedException {
    List<PostgresWrite> open = writes;
    for (int attempt = 0; !open.isEmpty(); attempt++) {
      open = attempt(open, attempt);
    }
  }

  /** The writes to try again. */
  private List<PostgresWrite> attempt(List<PostgresWrite> writes, int attempt)
      throws InterruptedException {
    try {
      long start = System.nanoTime();
      transaction.run(writes);
      statistics.synced(System.nanoTime() - start);
      database.wrote();
      writes.forEach(write -> write.answer().done().complete(Done.getInstance()));
      return List.of();
    } catch (OutcomeUnknownException e) {
      failAll(writes, new JournalUnavailableException("A commit got no answer", e.getCause()));
      return List.of();
    } catch (SQLException e) {
      return afterFailure(writes, attempt, SqlFailure.of(e), e);
    } catch (RuntimeException | Error e) {
      failAll(writes, new JournalUnavailableException("The journal's writer failed", e));
      return List.of();
    }
  }

  private List<PostgresWrite> afterFailure(
      List<PostgresWrite> writes, int attempt, SqlFailure failure, SQLException cause)
      throws InterruptedException {
    return switch (failure.kind()) {
      case UNREACHABLE -> {
        // One broken connection is made anew and is nobody's business.
        if (attempt > 0) {
          database.unreachable(failure.message());
        }
        yield later(writes, attempt, failure, cause);
      }
      case TRANSIENT -> later(writes, attempt, failure, cause);
      case NO_ROOM -> {
        database.noRoom(failure.message());
        failAll(writes, new JournalFullException(failure.message()));
        yield List.of();
      }
      case FENCED -> withoutFenced(writes, failure, cause);
      case REFUSED -> oneByOne(writes, failure, cause);
    };
  }

  private List<PostgresWrite> later(
      List<PostgresWrite> writes, int attempt, SqlFailure failure, SQLException cause)
      throws InterruptedException {
    if (database.isClosing()) {
      failAll(writes, new JournalClosedException("The journal is closed"));
      return List.of();
    }
    long oldest = System.nanoTime() - settings.giveUpAfter().toNanos();
    List<PostgresWrite> open = new ArrayList<>();
    for (PostgresWrite write : writes) {
      if (write.answer().since() - oldest > 0) {
        open.add(write);
      } else {
        fail(write, "Nothing was written within " + settings.giveUpAfter(), failure, cause);
      }
    }
    if (!open.isEmpty()) {
      database.pause(BackOff.pause(settings.backOff(), attempt));
    }
    return open;
  }

  private static List<PostgresWrite> withoutFenced(
      List<PostgresWrite> writes, SqlFailure failure, SQLException cause) {
    String id = failure.fenced().orElse("");
    List<PostgresWrite> others = new ArrayList<>();
    for (PostgresWrite write : writes) {
      if (writes.size() == 1 || write.persistenceId().equals(id)) {
        write
            .answer()
            .done()
            .completeExceptionally(
                new SequenceConflictException(
                    "[%s] is fenced off: %s".formatted(id, failure.message())));
      } else {
        others.add(write);
      }
    }
    if (others.size() == writes.size()) {
      failAll(
          writes, new JournalUnavailableException("Nothing was written: fence without id", cause));
      return List.of();
    }
    return others;
  }

  private List<PostgresWrite> oneByOne(
      List<PostgresWrite> writes, SqlFailure failure, SQLException cause)
      throws InterruptedException {
    if (writes.size() == 1) {
      fail(writes.get(0), "Nothing was written", failure, cause);
    } else {
      for (PostgresWrite write : writes) {
        settle(List.of(write));
      }
    }
    return List.of();
  }

  private static void fail(
      PostgresWrite write, String what, SqlFailure failure, SQLException cause) {
    write
        .answer()
        .done()
        .completeExceptionally(
            new JournalUnavailableException(what + ": " + failure.message(), cause));
  }

  private static void failAll(List<PostgresWrite> writes, JournalException cause) {
    writes.forEach(write -> write.answer().done().completeExceptionally(cause));
  }

  /** Writes what is queued, then ends; whether in time. */
  boolean stop(long deadline) throws InterruptedException {
    queue.close();
    return Joining.until(thread, deadline);
  }
}
