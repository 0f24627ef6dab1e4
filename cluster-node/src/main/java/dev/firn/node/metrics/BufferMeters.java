package dev.firn.node.metrics;

import dev.firn.sharding.BufferMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the buffers do: appends, flushes, commits. */
public final class BufferMeters implements BufferMetrics {
  private final MeterRegistry registry;
  private final DistributionSummary appendEvents;
  private final DistributionSummary appendBytes;
  private final Timer flushes;
  private final Timer flushOverdue;
  private final DistributionSummary fileRows;
  private final DistributionSummary fileBytes;
  private final Timer commits;
  private final DistributionSummary commitFiles;
  private final Counter commitRows;
  private final Counter commitRetries;
  private final Counter commitUnknown;
  private final Counter parked;
  private final Counter readdedFiles;
  private final Counter flushFailures;
  private final Counter idsRebuilt;
  private final Map<String, Counter> refused = new ConcurrentHashMap<>();
  private final Map<String, Counter> rejected = new ConcurrentHashMap<>();

  public BufferMeters(MeterRegistry registry) {
    this.registry = registry;
    appendEvents = summary("firn.append.events", "Events in an append to the journal");
    appendBytes = summary("firn.append.bytes", "Bytes of an append to the journal");
    flushes = timer("firn.flush", "Time to write a data file");
    flushOverdue = timer("firn.flush.overdue", "By how much flushes missed the age limit");
    fileRows = summary("firn.file.rows", "Rows in a data file");
    fileBytes = summary("firn.file.bytes", "Bytes of a data file");
    commits = timer("firn.commit", "Time from the plan of a commit until it was read back");
    commitFiles = summary("firn.commit.files", "Data files in a commit");
    commitRows = counter("firn.commit.rows", "Rows that commits have brought into the table");
    commitRetries = counter("firn.commit.retries", "Attempts at commits after the first");
    commitUnknown = counter("firn.commit.unknown", "Attempts that ended nobody knows how");
    flushFailures = counter("firn.flush.failed", "Data files that could not be written");
    idsRebuilt = counter("firn.ids.rebuilt", "Runs of ids that were lost and are made anew");
    readdedFiles = counter("firn.commit.readded.files", "Files added again after a rollback");
    parked = counter("firn.commit.parked", "Times that the committer called for an operator");
  }

  private DistributionSummary summary(String name, String description) {
    return DistributionSummary.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentiles(0.5, 0.99)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Counter counter(String name, String description, String reason) {
    return Counter.builder(name).description(description).tag("reason", reason).register(registry);
  }

  @Override
  public void appended(int accepted, int duplicates, int bytes) {
    appendEvents.record((double) accepted + duplicates);
    appendBytes.record(bytes);
  }

  @Override
  public void refused(String reason) {
    refused
        .computeIfAbsent(
            reason, word -> counter("firn.append.refused", "Appends turned away", word))
        .increment();
  }

  @Override
  public void flushed(long rows, long bytes, Duration took, Duration overdue) {
    flushes.record(took);
    fileRows.record((double) rows);
    fileBytes.record((double) bytes);
    if (!overdue.isZero()) {
      flushOverdue.record(overdue);
    }
  }

  @Override
  public void flushFailed(String reason) {
    flushFailures.increment();
  }

  @Override
  public void idsRebuilt(int runs, long ids) {
    idsRebuilt.increment(runs);
  }

  @Override
  public void rejected(String reason, long rows) {
    rejected
        .computeIfAbsent(
            reason,
            word -> counter("firn.rejected.events", "Accepted events kept as dead letters", word))
        .increment((double) rows);
  }

  @Override
  public void committed(int files, long rows, Duration took, int attempts) {
    commits.record(took);
    commitFiles.record(files);
    commitRows.increment((double) rows);
    commitRetries.increment(attempts - 1);
  }

  @Override
  public void commitUnknown(String reason) {
    commitUnknown.increment();
  }

  @Override
  public void readded(int files, long rows) {
    readdedFiles.increment(files);
  }

  @Override
  public void parked(String reason) {
    parked.increment();
  }
}
