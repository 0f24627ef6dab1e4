package dev.firn.node.compaction;

import dev.firn.catalog.compaction.CompactionOutcome;
import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.compaction.Occasion;
import dev.firn.catalog.compaction.PartitionCompaction.Planned;
import dev.firn.events.FailureText;
import dev.firn.events.PartitionKey;
import dev.firn.node.settings.CompactorSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a node, whoever wants them: no more at once than are set, in the order in which they
 * are wanted, and one at a time for one partition, each yielding to events. Thread-safe; calls
 * block for as long as a job takes.
 */
final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
  private static final int KEPT = 50;

  private final Compactor compaction;
  private final CompactorSettings settings;
  private final Load load;
  private final CompactionMeters meters;
  private final InstantSource clock;
  private final Semaphore permits;
  private final Map<PartitionKey, Running> running = new LinkedHashMap<>();
  private final Deque<JobReport> last = new ArrayDeque<>();
  private volatile boolean isOver;

  /** A job that runs. */
  private record Running(Instant since, Yielding yielding) {}

  /**
   * The same, for people.
   *
   * @param rows read or written so far; each row is both
   */
  record Under(String partition, Instant since, long rows) {}

  Jobs(
      Compactor compaction,
      CompactorSettings settings,
      Load load,
      CompactionMeters meters,
      InstantSource clock) {
    this.compaction = compaction;
    this.settings = settings;
    this.load = load;
    this.meters = meters;
    this.clock = clock;
    this.permits = new Semaphore(settings.jobs(), true);
  }

  /** A job, its report and what it means for what comes next. */
  record Ended(JobReport report, Agenda.Result result) {}

  /**
   * Rewrites the first group of the partition's files that is worth it, when nobody else is at it.
   *
   * @throws CancellationException when the node stops
   */
  Ended run(PartitionKey partition, Occasion occasion) {
    Yielding yielding = new Yielding(load, settings.share(), settings.longestPause(), () -> isOver);
    claim(partition, yielding);
    try {
      Instant began = clock.instant();
      Ended ended =
          timed(partition, began, () -> compaction.compact(partition, occasion, yielding));
      remember(ended.report());
      return ended;
    } finally {
      release(partition);
      meters.rested(Duration.ofNanos(yielding.rested()));
    }
  }

  private Ended timed(PartitionKey partition, Instant began, Supplier<CompactionOutcome> work) {
    try {
      CompactionOutcome outcome = work.get();
      JobReport report = JobReport.of(partition, outcome, began, since(began));
      return new Ended(report, result(outcome));
    } catch (RuntimeException | Error e) {
      if (isOver) {
        throw cancelled(e);
      }
      LOG.warn("Files of {} could not be compacted; they will be, later", partition.id(), e);
      return new Ended(
          JobReport.failed(partition, began, since(began), FailureText.of(e)),
          Agenda.Result.FAILED);
    }
  }

  private static CancellationException cancelled(Throwable cause) {
    CancellationException cancelled = new CancellationException("The node stops");
    cancelled.initCause(cause);
    return cancelled;
  }

  private static Agenda.Result result(CompactionOutcome outcome) {
    if (outcome instanceof Compacted done) {
      return done.jobsLeft() > 0 ? Agenda.Result.MORE : Agenda.Result.DONE;
    }
    return outcome instanceof NothingToDo ? Agenda.Result.DONE : Agenda.Result.FAILED;
  }

  private Duration since(Instant began) {
    return Duration.between(began, clock.instant());
  }

  private void claim(PartitionKey partition, Yielding job) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    }
    try {
      begin(partition, new Running(clock.instant(), job));
    } catch (RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private synchronized void begin(PartitionKey partition, Running job) {
    try {
      while (running.containsKey(partition)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    }
    if (isOver) {
      throw new CancellationException("The node stops");
    }
    running.put(partition, job);
  }

  private void release(PartitionKey partition) {
    end(partition);
    permits.release();
  }

  private synchronized void end(PartitionKey partition) {
    running.remove(partition);
    notifyAll();
  }

  private void remember(JobReport report) {
    meters.ended(report);
    if (report.isCompacted()) {
      LOG.info(
          "compacted partition={} files={}->{} bytes={}->{} duplicates={} ms={}",
          report.partition(),
          report.filesBefore(),
          report.filesAfter(),
          report.bytesBefore(),
          report.bytesAfter(),
          report.duplicates(),
          report.took().toMillis());
    }
    if (report.state() != JobReport.State.NOTHING_TO_DO) {
      keep(report);
    }
  }

  private synchronized void keep(JobReport report) {
    last.addFirst(report);
    if (last.size() > KEPT) {
      last.removeLast();
    }
  }

  /** What would be rewritten, in as many reports as there would be jobs. */
  List<JobReport> plan(PartitionKey partition, Occasion occasion) {
    Instant now = clock.instant();
    List<JobReport> planned = new ArrayList<>();
    for (Planned group : compaction.plan(partition, occasion)) {
      planned.add(JobReport.planned(partition, now, group.files().size(), group.bytes()));
    }
    return planned;
  }

  synchronized List<Under> running() {
    List<Under> jobs = new ArrayList<>();
    running.forEach(
        (partition, job) ->
            jobs.add(new Under(partition.id(), job.since(), job.yielding().rows())));
    return jobs;
  }

  synchronized int count() {
    return running.size();
  }

  /** The newest first; those that found nothing to do are left out. */
  synchronized List<JobReport> last() {
    return List.copyOf(last);
  }

  boolean isPressed() {
    return load.level() == Load.Level.PRESSED;
  }

  /** Ends what runs, and begins nothing more. */
  void stop() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }
}
