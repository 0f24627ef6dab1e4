package dev.firn.node.compaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** {@code firn.compaction.*}. */
final class CompactionMeters {
  private final MeterRegistry registry;
  private final Timer jobs;
  private final Map<JobReport.State, Counter> ended = new EnumMap<>(JobReport.State.class);
  private final Counter filesIn;
  private final Counter filesOut;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Counter rows;
  private final Counter duplicates;
  private final Counter rested;
  private final Counter lookFailed;

  CompactionMeters(MeterRegistry registry) {
    this.registry = registry;
    this.jobs =
        Timer.builder("firn.compaction")
            .description("Time of a job that rewrote files, pauses included")
            .register(registry);
    for (JobReport.State state : JobReport.State.values()) {
      if (state != JobReport.State.PLANNED) {
        ended.put(
            state,
            Counter.builder("firn.compaction.jobs")
                .description("Partitions looked at; abandoned ones lost a race")
                .tag("outcome", state.word())
                .register(registry));
      }
    }
    this.filesIn = counter("files.in", "Files that were replaced");
    this.filesOut = counter("files.out", "Files that replaced them");
    this.bytesIn = counter("bytes.in", "Bytes of files that were replaced");
    this.bytesOut = counter("bytes.out", "Bytes of files that replaced them");
    this.rows = counter("rows", "Rows of files that replaced others");
    this.duplicates = counter("duplicates", "Repeated events that were removed");
    this.rested = counter("rested.seconds", "Pauses of jobs in favour of events");
    this.lookFailed = counter("look.failed", "Looks for small files that failed");
  }

  private Counter counter(String name, String description) {
    return Counter.builder("firn.compaction." + name).description(description).register(registry);
  }

  void watch(IntSupplier running, IntSupplier waiting) {
    gauge("running", "Jobs that run on this node", running);
    gauge("waiting", "Partitions of this node's share that wait for a job", waiting);
  }

  private void gauge(String name, String description, IntSupplier value) {
    Gauge.builder("firn.compaction." + name, value, IntSupplier::getAsInt)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  void ended(JobReport job) {
    Counter counter = ended.get(job.state());
    if (counter != null) {
      counter.increment();
    }
    if (job.isCompacted()) {
      jobs.record(job.took());
      filesIn.increment(job.filesBefore());
      filesOut.increment(job.filesAfter());
      bytesIn.increment((double) job.bytesBefore());
      bytesOut.increment((double) job.bytesAfter());
      rows.increment((double) job.rows());
      duplicates.increment((double) job.duplicates());
    }
  }

  void rested(Duration time) {
    rested.increment(time.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
  }

  void lookFailed() {
    lookFailed.increment();
  }
}
