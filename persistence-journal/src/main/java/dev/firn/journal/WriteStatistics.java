package dev.firn.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the write path: the writer thread counts, anyone reads. */
public final class WriteStatistics {

  private final LongAdder appends = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder carriedOver = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder reopened = new LongAdder();
  private final LongAdder deletedBytes = new LongAdder();
  private final AtomicLong liveBytes = new AtomicLong();
  private final AtomicLong syncNanos = new AtomicLong();
  private final AtomicLongArray syncs = new AtomicLongArray(LatencyHistogram.BUCKETS);

  void startWith(long live) {
    liveBytes.set(live);
  }

  public void synced(long nanos) {
    syncNanos.addAndGet(nanos);
    syncs.incrementAndGet(LatencyHistogram.bucket(nanos));
  }

  public void appended(int count, long size) {
    appends.increment();
    events.add(count);
    bytes.add(size);
    liveBytes.addAndGet(size);
  }

  public void savedSnapshot(long size) {
    bytes.add(size);
  }

  /** Written once more; nobody appended it. */
  void carriedOver(long size) {
    carriedOver.add(size);
  }

  public void truncated(long size) {
    deletedBytes.add(size);
    liveBytes.addAndGet(-size);
  }

  public void refused() {
    refused.increment();
  }

  /** A write or sync, or work in the background. */
  public void failed() {
    failures.increment();
  }

  public void reopened() {
    reopened.increment();
  }

  public long liveBytes() {
    return liveBytes.get();
  }

  long writtenBytes() {
    return bytes.sum() + carriedOver.sum();
  }

  public WriteCounters counters() {
    List<Long> counts = new ArrayList<>(LatencyHistogram.BUCKETS);
    long total = 0;
    for (int bucket = 0; bucket < LatencyHistogram.BUCKETS; bucket++) {
      counts.add(syncs.get(bucket));
      total += syncs.get(bucket);
    }
    return new WriteCounters(
        appends.sum(),
        events.sum(),
        bytes.sum(),
        total,
        refused.sum(),
        failures.sum(),
        reopened.sum(),
        deletedBytes.sum(),
        new LatencyHistogram(counts, Duration.ofNanos(syncNanos.get())));
  }
}
