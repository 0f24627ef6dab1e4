package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What a journal's files take beside what is live in them, looked at ten times a second. */
final class SpaceSamples implements AutoCloseable {

  private record Sample(long live, long disk) {
    double ratio() {
      return (double) disk / Math.max(1, live);
    }
  }

  private final EmbeddedJournal journal;
  private final List<Sample> samples = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> looking;

  SpaceSamples(EmbeddedJournal journal) {
    this.journal = journal;
    this.looking = looks.scheduleAtFixedRate(this::look, 0, 100, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      long disk = DiskUsage.of(journal.store().folder()).bytes();
      samples.add(new Sample(journal.status().liveBytes(), disk));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ratio of the looks with more than 64 MiB live, and of all what stands above twice the live. */
  String report() {
    double[] ratios =
        samples.stream()
            .filter(s -> s.live() > 64 << 20)
            .mapToDouble(Sample::ratio)
            .sorted()
            .toArray();
    long[] live = samples.stream().mapToLong(Sample::live).sorted().toArray();
    long[] disk = samples.stream().mapToLong(Sample::disk).sorted().toArray();
    long[] above = samples.stream().mapToLong(s -> s.disk() - 2 * s.live()).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "files/live p50 %.2f p95 %.2f max %.2f of %d looks; MiB live p50 %d max %d, disk p50 %d p95 %d max %d,"
            + " disk - 2 x live p95 %d max %d",
        at(ratios, 0.5),
        at(ratios, 0.95),
        at(ratios, 1),
        ratios.length,
        mib(live, 0.5),
        mib(live, 1),
        mib(disk, 0.5),
        mib(disk, 0.95),
        mib(disk, 1),
        mib(above, 0.95),
        mib(above, 1));
  }

  private static double at(double[] sorted, double quantile) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * quantile)];
  }

  private static long mib(long[] sorted, double quantile) {
    return (long) at(Arrays.stream(sorted).asDoubleStream().toArray(), quantile) >> 20;
  }

  /** Fails where a look has failed: there are none after it. */
  @Override
  public void close() {
    boolean hasFailed = looking.isDone();
    looks.shutdownNow();
    if (hasFailed) {
      throw new IllegalStateException("looking at the journal's folder failed: " + looking);
    }
  }
}
