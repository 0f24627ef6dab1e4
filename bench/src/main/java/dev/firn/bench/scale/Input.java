package dev.firn.bench.scale;

import java.util.Locale;

/**
 * What the model is told, each with its default and where that comes from: a measurement, a setting
 * as shipped, or, where there is neither, an assumption that says so.
 */
enum Input {
  EVENTS(1_000_000, "events a second", "the question"),
  NODES(50, "nodes", "the question"),
  TYPES(2_000, "event types", "the question"),
  SKEW(0, "exponent of Zipf's law over types; 0 for an even load", "the question"),
  EVENT_BYTES(830, "bytes of an event", "performance.md"),
  REQUEST_EVENTS(100, "events in a request", "performance.md"),
  REQUEST_TYPES(10, "event types in a request", "performance.md: each over all of 10"),
  NODE_CORES(4, "cores of a node", "assumed"),
  NODE_HEAP_MIB(2048, "MiB of heap of a node", "assumed"),

  EVENT_CPU(13, "µs of node CPU an event", "performance.md, 14.7 flat out, appends taken out"),
  APPEND_CPU(400, "µs of node CPU an append", "performance.md, the rest at 10,000 and 40,000/s"),
  HOP_CPU(40, "µs of node CPU an append that travels to another node", "assumed"),

  ANSWER_MS(10, "ms from a router to the partition and back", "fitted to the rows measured"),
  PERSIST_MS(4.5, "ms an append takes in the database", "journal-postgres.md, p50 alone"),
  JOURNAL_BYTES(207, "journaled bytes an event", "journal-postgres.md"),
  LOG_FACTOR(1.4, "bytes of write-ahead log a journaled byte", "journal-postgres.md, 1.2 to 1.5"),
  ROW_CPU(358, "µs of database CPU a row", "journal-postgres.md, 12 KB a row"),
  DATABASES(1, "databases that share the journal", "as it is built"),
  DATABASE_CORES(16, "cores of the database", "assumed"),
  DATABASE_LOG_MB(400, "MB a second of log that its disk and its standby take", "assumed"),
  DATABASE_CONNECTIONS(500, "connections it takes (max_connections)", "assumed; 100 as shipped"),
  NODE_CONNECTIONS(11, "connections of a node", "journal-postgres.md"),
  JOURNAL_GIB(4, "GiB of live rows (firn.journal.max-bytes)", "setting"),

  FLUSH_EVENTS(2_000, "rows (firn.flush.max-events)", "setting"),
  FLUSH_AGE(30, "s (firn.flush.max-age); spread over its last tenth", "setting"),
  FLUSH_PAUSE(5, "s (firn.flush.min-pause)", "setting"),
  FILE_OPENED_MIB(64, "MiB (firn.flush.max-opened-bytes); flushed at half", "setting"),
  PREPARED_FILES(16, "files of a partition that wait (firn.flush.max-prepared)", "setting"),
  PARTITION_MIB(256, "MiB of a partition (firn.buffers.partition-bytes)", "setting"),
  TABLE_BYTES(115, "bytes of an event in the table", "performance.md"),
  ID_RUNS(1.25, "writes of ids a file: its run, and a merge at each fourth", "firn.dedup.max-runs"),
  ID_HEAP_BYTES(1.7, "bytes of heap an event of the hour", "performance.md"),

  COMMIT_SECONDS(5, "s (firn.commit.interval)", "setting"),
  COMMIT_FILES(1_000, "files (firn.commit.max-files)", "setting"),
  COMMIT_CALL_MS(1_500, "ms of a commit beside looking at its files", "assumed, for R2"),
  HEAD_MS(20, "ms of a look at an object", "assumed, for R2"),
  LOOK_THREADS(4, "looks at a time (iceberg.worker.num-threads)", "Iceberg: one for each core"),
  ENTRY_BYTES(400, "bytes of a file in plans and manifests", "assumed; 55 to 86 of five alike"),
  MANIFEST_MIB(8, "MiB of a merged manifest", "Iceberg's default"),
  SETTLE_MINUTES(30, "min that plans stay in the journal (firn.commit.settle)", "setting"),
  SNAPSHOT_HOURS(1, "h of snapshots (firn.snapshots.max-age)", "setting"),
  SHARDS(128, "shards of partitions (number-of-shards)", "setting"),
  REPORT_SECONDS(5, "s (firn.placement.report-interval)", "setting"),
  REPORT_BYTES(24, "bytes of a shard in a report of loads", "assumed");

  private final double preset;
  private final String unit;
  private final String source;

  Input(double preset, String unit, String source) {
    this.preset = preset;
    this.unit = unit;
    this.source = source;
  }

  double preset() {
    return preset;
  }

  String unit() {
    return unit;
  }

  String source() {
    return source;
  }

  /** As it is written on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException where there is none of that name
   */
  static Input named(String word) {
    for (Input input : values()) {
      if (input.word().equals(word)) {
        return input;
      }
    }
    throw new IllegalArgumentException("there is no input " + word);
  }
}
