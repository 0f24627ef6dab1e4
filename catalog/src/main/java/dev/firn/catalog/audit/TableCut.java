package dev.firn.catalog.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** The files of one snapshot by partition, read from manifests alone. */
final class TableCut {
  private static final int MOST_FILES_AT_ONCE = 20_000;
  private static final int USUAL_FILES = 100;
  private static final int WIDEST_GAP = 6;
  private static final long SECONDS_PER_HOUR = 3600;

  /** What a partition spans. */
  static final Duration HOUR = Duration.ofSeconds(SECONDS_PER_HOUR);

  /** Where files of another partition spec are gathered. */
  static final String ELSEWHERE = "";

  private final Table table;
  private final @Nullable Snapshot snapshot;
  private final ExecutorService planner;

  /**
   * @param planner reads manifests
   */
  TableCut(Table table, ExecutorService planner) {
    this.table = table;
    this.snapshot = table.currentSnapshot();
    this.planner = planner;
  }

  long snapshotId() {
    return snapshot == null ? -1 : snapshot.snapshotId();
  }

  /** Every partition with its hour and how many files it has. */
  Map<String, Extent> partitions(Predicate<String> isWithin) {
    Map<String, Extent> partitions = new TreeMap<>();
    if (snapshot == null) {
      return partitions;
    }
    for (FileScanTask task : tasks(scan())) {
      String partition = Removals.partitionOf(task.file().partition());
      if (partition.equals(ELSEWHERE) || isWithin.test(partition)) {
        partitions.merge(
            partition, new Extent(hour(task, partition), 1), (left, right) -> left.plus(right));
      }
    }
    return partitions;
  }

  /**
   * The same of partitions that are known by name. How many files each has is not known; names that
   * are none are left out.
   */
  static Map<String, Extent> named(Set<String> partitions) {
    Map<String, Extent> extents = new TreeMap<>();
    for (String partition : partitions) {
      start(partition)
          .map(start -> new Extent(start.getEpochSecond() / SECONDS_PER_HOUR, USUAL_FILES))
          .ifPresent(extent -> extents.put(partition, extent));
    }
    return extents;
  }

  /** When the hour of a partition begins; empty for a name that is none. */
  static Optional<Instant> start(String partition) {
    String hour = partition.substring(partition.lastIndexOf('/') + 1);
    return hour.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}")
        ? Optional.of(Instant.parse(hour + ":00:00Z"))
        : Optional.empty();
  }

  /** Where in time a partition lies and how many files it has. */
  record Extent(long hour, int files) {
    Extent plus(Extent other) {
      return new Extent(Math.min(hour, other.hour), files + other.files);
    }
  }

  private static long hour(FileScanTask task, String partition) {
    return partition.equals(ELSEWHERE) ? 0 : task.file().partition().get(1, Integer.class);
  }

  /** Ranges of hours without wide gaps, so that the files of one can be held at once. */
  List<Hours> chunks(Map<String, Extent> partitions) {
    TreeMap<Long, Integer> filesByHour = new TreeMap<>();
    partitions.forEach(
        (partition, extent) -> {
          if (!partition.equals(ELSEWHERE)) {
            filesByHour.merge(extent.hour(), extent.files(), Integer::sum);
          }
        });
    List<Hours> chunks = new ArrayList<>();
    long files = 0;
    for (Map.Entry<Long, Integer> hour : filesByHour.entrySet()) {
      files += hour.getValue();
      Hours last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
      if (last == null || files > MOST_FILES_AT_ONCE || hour.getKey() - last.last() > WIDEST_GAP) {
        chunks.add(new Hours(hour.getKey(), hour.getKey()));
        files = hour.getValue();
      } else {
        chunks.set(chunks.size() - 1, new Hours(last.first(), hour.getKey()));
      }
    }
    return chunks;
  }

  /** Whole hours since the epoch, the last one included. */
  record Hours(long first, long last) {}

  Map<String, List<LiveFile>> files(Hours hours, Predicate<String> isWithin) {
    Map<String, List<LiveFile>> files = new TreeMap<>();
    if (snapshot == null) {
      return files;
    }
    TableScan within =
        scan()
            .includeColumnStats(List.of("ingest_writer", "ingest_seq"))
            .filter(
                Expressions.and(
                    Expressions.greaterThanOrEqual("time", text(hours.first())),
                    Expressions.lessThan("time", text(hours.last() + 1))));
    for (FileScanTask task : tasks(within)) {
      String partition = Removals.partitionOf(task.file().partition());
      if (isWithin.test(partition)) {
        files.computeIfAbsent(partition, name -> new ArrayList<>()).add(LiveFile.of(task));
      }
    }
    return files;
  }

  private static String text(long hour) {
    return Instant.ofEpochSecond(hour * SECONDS_PER_HOUR).toString().replace("Z", "+00:00");
  }

  private TableScan scan() {
    return table.newScan().useSnapshot(snapshotId()).planWith(planner);
  }

  private List<FileScanTask> tasks(TableScan scan) {
    List<FileScanTask> all = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      tasks.forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the manifests of " + table.name(), e);
    }
    return all;
  }
}
