package dev.firn.journal;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The journal under what partitions do to it: a steady rate of appends; each partition writes a
 * file every so often and truncates what is in it when that is committed, some seconds later.
 * {@code dir partitions appendsPerSecond bytes seconds flushFrom flushTo commit warmUp [backlog]},
 * times in seconds; with a backlog nothing is truncated for so long, then everything. Run by hand,
 * see docs/journal.md.
 */
public final class JournalShapeBenchmark {

  private record Truncation(Partition partition, long to, long due) {}

  private static final class Partition {
    final String id;
    long highest;
    long flushDue;

    Partition(String id) {
      this.id = id;
    }
  }

  private final TestJournal journal;
  private final Random random = new Random(7);
  private final List<Partition> partitions = new ArrayList<>();
  private final Queue<Truncation> truncations = new ArrayDeque<>();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final String text;
  private final double rate;
  private final long flushFrom;
  private final long flushTo;
  private final long commit;

  private JournalShapeBenchmark(TestJournal journal, String[] args) {
    this.journal = journal;
    this.rate = Double.parseDouble(args[2]);
    this.text = TestJournal.text(1, Integer.parseInt(args[3]));
    this.flushFrom = TimeUnit.SECONDS.toNanos(Long.parseLong(args[5]));
    this.flushTo = TimeUnit.SECONDS.toNanos(Long.parseLong(args[6]));
    this.commit = TimeUnit.SECONDS.toNanos(Long.parseLong(args[7]));
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      Partition partition = new Partition("partition-" + i);
      partition.flushDue = (long) (random.nextDouble() * flushTo);
      partitions.add(partition);
    }
  }

  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[4]);
    long warmUp = Long.parseLong(args[8]);
    long backlog = args.length > 9 ? Long.parseLong(args[9]) : 0;
    try (TestJournal journal = TestJournal.open(Path.of(args[0]))) {
      JournalShapeBenchmark benchmark = new JournalShapeBenchmark(journal, args);
      benchmark.run(0, warmUp, backlog);
      benchmark.latencies.clear();
      WriteCounters before = journal.status().counters();
      long cpu = cpuNanos();
      String space;
      try (SpaceSamples samples = new SpaceSamples(journal.journal())) {
        benchmark.run(warmUp, warmUp + seconds, backlog);
        space = samples.report();
      }
      WriteCounters after = journal.status().counters();
      long appends = after.appends() - before.appends();
      System.out.printf(
          Locale.ROOT,
          "%d appends/s, %.1f us CPU each, acknowledged p50 %.1f p99 %.1f p99.9 %.1f ms%n%s%n",
          appends / seconds,
          (cpuNanos() - cpu) / 1e3 / appends,
          benchmark.latency(0.5),
          benchmark.latency(0.99),
          benchmark.latency(0.999),
          space);
    }
  }

  private void run(long fromSecond, long toSecond, long backlogSeconds) throws Exception {
    long start = System.nanoTime() - TimeUnit.SECONDS.toNanos(fromSecond);
    long from = (long) (fromSecond * rate);
    long to = (long) (toSecond * rate);
    for (long n = from; n < to; n++) {
      long due = (long) (n / rate * 1e9);
      long now = System.nanoTime() - start;
      if (due > now) {
        TimeUnit.NANOSECONDS.sleep(due - now);
      }
      append(partitions.get(random.nextInt(partitions.size())), due);
      truncate(due, due >= TimeUnit.SECONDS.toNanos(backlogSeconds));
    }
  }

  private void append(Partition partition, long now) {
    partition.highest++;
    long begun = System.nanoTime();
    journal
        .append(partition.id, partition.highest, text)
        .thenRun(() -> latencies.add(System.nanoTime() - begun));
    if (partition.flushDue <= now) {
      partition.flushDue = now + flushFrom + (long) (random.nextDouble() * (flushTo - flushFrom));
      truncations.add(new Truncation(partition, partition.highest, now + commit));
    }
  }

  private void truncate(long now, boolean mayTruncate) {
    while (mayTruncate && !truncations.isEmpty() && truncations.element().due() <= now) {
      Truncation due = truncations.remove();
      String id = due.partition().id;
      journal.journal().submit(new JournalOperation.SaveSnapshot(id, snapshot(id, due.to())));
      journal
          .journal()
          .submit(
              new JournalOperation.DeleteSnapshots(
                  id, new SnapshotRange(0, due.to() - 1, 0, Long.MAX_VALUE)));
      journal.journal().submit(new JournalOperation.Truncate(id, due.to()));
    }
  }

  private static EncodedEvent snapshot(String id, long sequenceNr) {
    SerializedObject marks = new SerializedObject(20, "", new byte[200]);
    StoredRecord stored = new StoredRecord(1, "", "", marks, Optional.empty());
    return new EncodedEvent(sequenceNr, RecordCodec.encode(stored, id, sequenceNr, 0));
  }

  private double latency(double quantile) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[(int) ((sorted.length - 1) * quantile)] / 1e6;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
