package dev.firn.bench.scale;

import java.util.Comparator;
import java.util.List;

/**
 * Something of which there is only so much.
 *
 * @param needed and {@code there}: in the same unit
 * @param lift what makes more of it, or needs less
 */
record Limit(String name, double needed, double there, String unit, String lift) {
  private static final double USE = 0.7;
  private static final double MB = 1e6;
  private static final double GIB = 1 << 30;

  /** Above one it does not go. */
  double use() {
    return needed / there;
  }

  /** The tightest first. Processors are counted to be used to seven tenths. */
  static List<Limit> of(Flow flow) {
    double databases = flow.of(Input.DATABASES);
    Partition hot = flow.traffic().heaviest();
    return List.of(
            new Limit(
                "rows a second of the journal, by the database's processors",
                flow.databaseCores(),
                databases * flow.of(Input.DATABASE_CORES) * USE,
                "cores",
                "requests of one event type each; more databases"),
            new Limit(
                "write-ahead log",
                flow.logBytes() / MB,
                databases * flow.of(Input.DATABASE_LOG_MB),
                "MB/s",
                "more databases"),
            new Limit(
                "connections to one database",
                flow.connections(),
                flow.of(Input.DATABASE_CONNECTIONS),
                "",
                "`max_connections`, a smaller `pool.readers`"),
            new Limit(
                "live bytes of the journal",
                flow.liveBytes() / GIB,
                flow.of(Input.JOURNAL_GIB),
                "GiB",
                "`firn.journal.max-bytes`"),
            new Limit(
                "files a second that one committer commits",
                flow.files(),
                flow.mostFiles(),
                "files/s",
                "`iceberg.worker.num-threads`; fewer, larger files"),
            new Limit(
                "files of the heaviest partition that wait for a commit",
                hot.files() * flow.commitWait(),
                flow.of(Input.PREPARED_FILES),
                "files",
                "`firn.flush.max-prepared`, faster commits, or split the type"),
            new Limit(
                "bytes of the heaviest partition that are not in the table",
                hot.events()
                    * flow.of(Input.JOURNAL_BYTES)
                    * (hot.flushSeconds() + flow.commitWait())
                    / (1 << 20),
                flow.of(Input.PARTITION_MIB),
                "MiB",
                "`firn.buffers.partition-bytes`, or split the type"),
            new Limit(
                "processors of the fullest node",
                flow.fullestCores(),
                flow.of(Input.NODE_CORES) * USE,
                "cores",
                "larger nodes; more shards; split the type"),
            new Limit(
                "heap for ids on the fullest node, two hours at the turn",
                2 * flow.idHeapOfNode() / (1 << 20),
                flow.of(Input.NODE_HEAP_MIB) / 4,
                "MiB",
                "more heap"))
        .stream()
        .sorted(Comparator.comparingDouble(Limit::use).reversed())
        .toList();
  }
}
