package dev.firn.bench.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.load.Acknowledgements;
import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Targets;
import dev.firn.bench.target.Metrics;
import dev.firn.bench.target.TableState;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/**
 * Warm-up, then load, then the wait for the last commit. Between warm-up and load everything is
 * committed, so that what is measured begins and ends with an empty buffer.
 */
final class IngestRun {
  private static final Duration COMMIT_PATIENCE = Duration.ofMinutes(2);
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(2);

  private final Plan plan;
  private final Subject subject;
  private final Subject.Asked api;
  private final CommittedRows committed;
  private final PrintWriter progress;
  private Duration commitPatience = COMMIT_PATIENCE;

  IngestRun(Plan plan, Subject subject, PrintWriter progress) {
    this.plan = plan;
    this.subject = subject;
    this.api = new Subject.Asked(subject);
    this.committed = new CommittedRows(api);
    this.progress = progress;
  }

  /** How long the wait for a commit goes on without one. */
  IngestRun waitingAtMost(Duration patience) {
    commitPatience = patience;
    return this;
  }

  ObjectNode run() throws IOException, InterruptedException {
    try (LoadGenerator load =
        new LoadGenerator(
            new Targets(subject.nodes(), Optional.empty(), REQUEST_PATIENCE),
            plan.workload(),
            plan.connections(),
            0,
            REQUEST_PATIENCE,
            0,
            Acknowledgements.IGNORED)) {
      TableState empty = api.table();
      LoadResult warmup = load(load, "warm-up", plan.warmup());
      TableState before = committed.await(empty.rows() + warmup.acknowledged(), commitPatience);
      return measure(load, warmup, before, before.rows() - empty.rows());
    }
  }

  private ObjectNode measure(
      LoadGenerator generator, LoadResult warmup, TableState before, long warmupRows)
      throws IOException, InterruptedException {
    Metrics metricsBefore = api.metrics();
    Usage usageBefore = Usage.of(subject);
    long startedMillis = System.currentTimeMillis();
    LoadResult load;
    double heapPeak;
    try (Sampler sampler = new Sampler(api)) {
      load = load(generator, "load", plan.duration());
      heapPeak = sampler.heapPeakBytes();
    }
    Usage usageOfGenerator = Usage.of(subject);
    long endedMillis = System.currentTimeMillis();
    progress.printf("waiting for %,d rows to be committed%n", load.acknowledged());
    progress.flush();
    TableState after = committed.await(before.rows() + load.acknowledged(), commitPatience);
    Usage used = Usage.of(subject).since(usageBefore).generatorUntil(usageOfGenerator, usageBefore);
    return new IngestReport(
            plan,
            warmup,
            warmupRows,
            load,
            before,
            after,
            startedMillis,
            endedMillis,
            used,
            metricsBefore,
            api.metrics(),
            heapPeak)
        .toJson();
  }

  private LoadResult load(LoadGenerator generator, String name, Duration duration)
      throws InterruptedException {
    progress.printf("%s: %d s%n", name, duration.toSeconds());
    progress.flush();
    return generator.run(duration, plan.eventsPerSecond());
  }
}
