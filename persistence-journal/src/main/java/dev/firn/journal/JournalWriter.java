package dev.firn.journal;

import dev.firn.journal.JournalOperation.BeginGeneration;
import dev.firn.journal.JournalOperation.Reopen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever has queued up while the last sync ran becomes one batch with
 * one sync, so load makes batches larger instead of syncs more frequent. After a failed write
 * nothing is written until the database was opened anew: whether the failed batch survives is
 * unknown, and only recovery from the log tells.
 */
final class JournalWriter {

  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private final RocksDbStore store;
  private final WriteQueue<JournalOperation> queue;
  private final long maxBatchBytes;
  private final WriteStatistics statistics;
  private final FailureLatch failure;
  private final int cachedIds;
  private final SpaceGoal goal;
  private final Thread thread;

  /** Of the writer thread alone once that runs. */
  private BatchAssembly assembly;

  JournalWriter(
      RocksDbStore store,
      EmbeddedJournalSettings.Writer settings,
      SpaceGoal goal,
      WriteStatistics statistics,
      FailureLatch failure) {
    this.store = store;
    this.queue = new WriteQueue<>(settings.maxQueuedBytes(), JournalOperation::bytes);
    this.maxBatchBytes = settings.maxBatchBytes();
    this.goal = goal;
    this.statistics = statistics;
    this.failure = failure;
    this.cachedIds = settings.cachedIds();
    statistics.startWith(store.database().liveBytesAtOpening());
    this.assembly = newAssembly();
    this.thread = new Thread(this::run, "firn-journal-writer");
  }

  private BatchAssembly newAssembly() {
    return new BatchAssembly(store, new Positions(store, cachedIds), statistics);
  }

  void start() {
    thread.start();
  }

  CompletionStage<Done> submit(JournalOperation operation) {
    try {
      failure.check();
      queue.add(operation);
    } catch (JournalException e) {
      operation.done().completeExceptionally(e);
    }
    return operation.done();
  }

  /** Has the database opened anew; what queued up before it fails first. */
  CompletionStage<Done> reopen() {
    Reopen reopen = new Reopen();
    try {
      queue.add(reopen);
    } catch (JournalClosedException e) {
      reopen.done().completeExceptionally(e);
    }
    return reopen.done();
  }

  int queued() {
    return queue.size();
  }

  long queuedBytes() {
    return queue.bytes();
  }

  private void run() {
    List<JournalOperation> taken = new ArrayList<>();
    try {
      while (queue.take(taken, maxBatchBytes)) {
        process(taken);
        taken.clear();
      }
    } catch (InterruptedException e) {
      failAll(taken, new JournalClosedException("The journal's writer was interrupted"));
    }
  }

  private void process(List<JournalOperation> operations) {
    for (JournalOperation operation : operations) {
      if (operation instanceof Reopen reopen) {
        write();
        reopen(reopen);
      } else if (operation instanceof BeginGeneration begin) {
        write();
        begin(begin);
      } else if (!include(operation)) {
        write();
        include(operation);
      }
    }
    write();
  }

  private void begin(BeginGeneration operation) {
    try {
      failure.check();
      store.database().generations().begin();
      operation.done().complete(Done.getInstance());
    } catch (JournalException e) {
      operation.done().completeExceptionally(e);
    }
  }

  private void reopen(Reopen operation) {
    try {
      store.reopen();
      BatchAssembly failed = assembly;
      assembly = newAssembly(); // must not fail with none in place
      failed.close();
      statistics.startWith(store.database().liveBytesAtOpening());
      failure.open();
      operation.done().complete(Done.getInstance());
    } catch (RuntimeException | Error e) {
      failure.stayShut(WriteFailure.of(e));
      operation.done().completeExceptionally(e);
    }
  }

  /** False when it has to wait for the batch; an operation that fails is answered here. */
  private boolean include(JournalOperation operation) {
    try {
      failure.check();
      return assembly.include(operation);
    } catch (JournalException e) {
      operation.done().completeExceptionally(e);
    } catch (RocksDBException | RuntimeException | Error e) {
      failed(e);
      operation.done().completeExceptionally(failure.exception());
    }
    return true;
  }

  private void write() {
    List<JournalOperation> written;
    try {
      failure.check();
      if (assembly.batch().count() > 0) {
        awaitFlush();
        long start = System.nanoTime();
        store.write(assembly.batch());
        statistics.synced(System.nanoTime() - start);
      }
      failure.check();
      assembly.written();
      written = assembly.drain();
    } catch (RocksDBException | IOException | RuntimeException | Error e) {
      failed(e);
      failAll(assembly.drain(), failure.exception());
      return;
    }
    written.forEach(operation -> operation.done().complete(Done.getInstance()));
    beginGeneration();
  }

  private void beginGeneration() {
    Generations generations = store.database().generations();
    Occupancy.Use use = generations.occupancy().use(generations.current());
    if (use.written() >= goal.generation(statistics.liveBytes())) {
      generations.begin();
    }
  }

  /** Memory must not grow while the disk is too slow to take what is in it. */
  private void awaitFlush() {
    UnflushedLog unflushed = store.database().unflushed();
    while (unflushed.bytes() > goal.mostUnflushed()
        && !failure.isShut()
        && !Thread.currentThread().isInterrupted()) {
      unflushed.awaitAtMost(goal.mostUnflushed());
    }
  }

  private void failed(Throwable cause) {
    if (!(cause instanceof JournalReadOnlyException)) {
      LOG.error("The journal becomes read-only", cause);
      failure.fail(WriteFailure.of(cause));
      statistics.failed();
    }
  }

  private static void failAll(List<JournalOperation> operations, JournalException cause) {
    Consumer<JournalOperation> fail = operation -> operation.done().completeExceptionally(cause);
    operations.forEach(fail);
  }

  /** Writes what is queued, then ends; false if that takes longer than a disk should. */
  boolean stop(Duration limit) throws InterruptedException {
    queue.close();
    thread.join(limit.toMillis());
    if (thread.isAlive()) {
      return false;
    }
    assembly.close();
    return true;
  }
}
