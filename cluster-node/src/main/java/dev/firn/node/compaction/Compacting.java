package dev.firn.node.compaction;

import dev.firn.catalog.compaction.PartitionCompaction;
import dev.firn.catalog.compaction.Retries;
import dev.firn.catalog.compaction.SmallFiles;
import dev.firn.catalog.promotion.Misfits;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.asked.AskedRuns;
import dev.firn.node.settings.CompactorSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compaction of a node: its share in the background, and what operators ask this node for, one
 * run after the other. Thread-safe.
 */
public final class Compacting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Compacting.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final CompactorSettings settings;
  private final SmallFiles files;
  private final Jobs jobs;
  private final Rounds rounds;
  private final ExecutorService background;
  private final ExecutorService asked = threads(1, "firn-compaction-asked");
  private final AskedRuns<AskedRun> runs = new AskedRuns<>(asked);

  /**
   * What it needs.
   *
   * @param scratch folder on local disk, this node's alone; what is in it is deleted
   * @param settle for how long what was committed may yet come in again
   * @param misfits hears of values that do not fit promoted columns
   */
  public record Means(
      EventTable table,
      CompactionSettings what,
      CompactorSettings when,
      Path scratch,
      Duration settle,
      Misfits misfits) {}

  /**
   * How compaction stands on a node.
   *
   * @param isEnabled whether it compacts by itself
   * @param whyNot why it does not although it is enabled; else empty
   * @param waiting partitions of its share that wait for a job
   * @param last jobs, newest first
   */
  public record Standing(
      boolean isEnabled,
      Optional<String> whyNot,
      int waiting,
      List<Current> running,
      List<JobReport> last) {}

  /**
   * A job that runs.
   *
   * @param rows read or written so far; each row is both
   */
  public record Current(String partition, Instant since, long rows) {}

  private Compacting(
      Means means, Load load, String self, Supplier<Set<String>> nodes, MeterRegistry registry) {
    this.settings = means.when();
    Clock clock = Clock.systemUTC();
    CompactionMeters meters = new CompactionMeters(registry);
    // The committer counts from when it read a commit back, a little after the snapshot was made.
    Duration settle = means.settle().plus(means.settle().dividedBy(6));
    this.files = new SmallFiles(means.table(), means.what());
    this.jobs =
        new Jobs(
            Compactor.of(
                new PartitionCompaction(
                    means.table(),
                    means.what(),
                    new PartitionCompaction.Means(
                        means.scratch(), settle, true, Retries.USUAL, clock, means.misfits()))),
            settings,
            load,
            meters,
            clock);
    this.rounds =
        new Rounds(
            files,
            jobs,
            settings,
            new Agenda.Rules(means.what().threshold(), settle, settings.afterHour()),
            new Rounds.Membership(self, nodes),
            meters,
            clock);
    this.background = threads(settings.jobs(), "firn-compaction");
    meters.watch(jobs::count, rounds::waiting);
  }

  /**
   * Begins.
   *
   * @param self this node's name
   * @param nodes names of all nodes that compact, this one among them once it is in its cluster
   */
  public static Compacting start(
      Means means, Load load, String self, Supplier<Set<String>> nodes, MeterRegistry registry) {
    Scratch.clear(means.scratch());
    Compacting compacting = new Compacting(means, load, self, nodes, registry);
    if (means.when().enabled()) {
      for (int i = 0; i < means.when().jobs(); i++) {
        compacting.background.execute(compacting.rounds);
      }
    }
    return compacting;
  }

  private static ExecutorService threads(int count, String name) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** How it stands. */
  public Standing standing() {
    return new Standing(
        settings.enabled(),
        settings.enabled() ? rounds.whyNot() : Optional.empty(),
        rounds.waiting(),
        jobs.running().stream()
            .map(job -> new Current(job.partition(), job.since(), job.rows()))
            .toList(),
        jobs.last());
  }

  /** Begins a run; its number, or nothing where too many wait. */
  public Optional<Long> begin(CompactionRequest request) {
    return runs.begin(new AskedRun(files, jobs, request, settings.besideOthers()));
  }

  /** How far a run is; nothing where none has that number, or has no longer. */
  public Optional<CompactionRun> run(long number) {
    return runs.run(number).map(AskedRun::snapshot);
  }

  /** What runs ends at its next step; what it wrote is deleted unless its commit was sent. */
  @Override
  public void close() {
    jobs.stop();
    background.shutdownNow();
    asked.shutdownNow();
    try {
      boolean isOver =
          background.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              && asked.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!isOver) {
        LOG.info("A compaction is cut off; what it has written stays in the store");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
