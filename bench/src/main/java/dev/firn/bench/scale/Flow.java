package dev.firn.bench.scale;

/** What a cluster does each second, as the inputs have it. */
final class Flow {
  private static final double MICROS = 1e6;
  private static final double MIB = 1 << 20;
  private static final double HOUR = 3_600;

  private final Inputs in;
  private final Traffic traffic;

  Flow(Inputs inputs) {
    this.in = inputs;
    this.traffic = Traffic.of(inputs);
  }

  Traffic traffic() {
    return traffic;
  }

  double of(Input input) {
    return in.of(input);
  }

  double events() {
    return in.of(Input.EVENTS);
  }

  double requests() {
    return events() / in.of(Input.REQUEST_EVENTS);
  }

  double appends() {
    return traffic.sum(Partition::appends);
  }

  /** Appends that travel: a partition is on the node that got the request as often as not. */
  double remoteAppends() {
    return appends() * (1 - 1 / in.of(Input.NODES));
  }

  double files() {
    return traffic.sum(Partition::files);
  }

  /** Each append, and for each file that it is prepared and that it is in the table. */
  double journalRows() {
    return appends() + 2 * files();
  }

  double journalBytes() {
    return events() * in.of(Input.JOURNAL_BYTES);
  }

  double logBytes() {
    return journalBytes() * in.of(Input.LOG_FACTOR);
  }

  double databaseCores() {
    return journalRows() * in.of(Input.ROW_CPU) / MICROS;
  }

  /**
   * Commits a second: one an interval while a commit holds all files of it, else as many as needed.
   */
  double commits() {
    return Math.max(1 / in.of(Input.COMMIT_SECONDS), files() / filesOfCommit());
  }

  /** The most a commit takes. */
  double filesOfCommit() {
    double byBytes = 2 * MIB / in.of(Input.ENTRY_BYTES);
    return Math.min(in.of(Input.COMMIT_FILES), byBytes);
  }

  /** How long a commit of so many files takes. */
  double commitSeconds(double files) {
    double looks = files * in.of(Input.HEAD_MS) / in.of(Input.LOOK_THREADS);
    return (looks + in.of(Input.COMMIT_CALL_MS)) / 1_000;
  }

  /** Files a second that one committer brings into the table, commit after commit. */
  double mostFiles() {
    return filesOfCommit() / commitSeconds(filesOfCommit());
  }

  /** From the file to the answer that it is in the table. */
  double commitWait() {
    double files = Math.min(filesOfCommit(), files() * in.of(Input.COMMIT_SECONDS));
    return in.of(Input.COMMIT_SECONDS) + commitSeconds(files);
  }

  /** Events that are acknowledged and not in the table, and so in the journal. */
  double unflushed() {
    return traffic.sum(partition -> partition.events() * (partition.flushSeconds() + commitWait()));
  }

  double plansBytes() {
    return files() * in.of(Input.SETTLE_MINUTES) * 60 * in.of(Input.ENTRY_BYTES);
  }

  double liveBytes() {
    return unflushed() * in.of(Input.JOURNAL_BYTES) + plansBytes();
  }

  double puts() {
    double manifests = commits() * (2 + 1 / manifestsInOne());
    return files() * (1 + in.of(Input.ID_RUNS)) + manifests;
  }

  double reads() {
    return files() + commits() * (1 + 1);
  }

  double deletes() {
    return files() * in.of(Input.ID_RUNS);
  }

  /** Manifests of commits that are merged into one. */
  private double manifestsInOne() {
    double bytes = Math.max(1, files() / commits() * in.of(Input.ENTRY_BYTES));
    return Math.max(1, in.of(Input.MANIFEST_MIB) * MIB / bytes);
  }

  double filesOfDay() {
    return files() * 24 * HOUR;
  }

  double manifestsAfterDay() {
    return filesOfDay() * in.of(Input.ENTRY_BYTES) / (in.of(Input.MANIFEST_MIB) * MIB);
  }

  double rowsOfFile() {
    return events() / files();
  }

  double snapshots() {
    return Math.max(50, commits() * in.of(Input.SNAPSHOT_HOURS) * HOUR);
  }

  double tableBytesOfDay() {
    return events() * 24 * HOUR * in.of(Input.TABLE_BYTES);
  }

  double nodeCores() {
    double busy =
        events() * in.of(Input.EVENT_CPU)
            + appends() * in.of(Input.APPEND_CPU)
            + remoteAppends() * in.of(Input.HOP_CPU);
    return busy / MICROS;
  }

  /**
   * Cores of the node with the most events: taking them in is spread, the rest is where they live.
   */
  double fullestCores() {
    return nodeCores() / events() * (events() / in.of(Input.NODES) + traffic.fullestNode()) / 2;
  }

  /** Ids of an hour's events, on one node, just before the hour is over. */
  double idHeapOfNode() {
    return traffic.fullestNode() * HOUR * in.of(Input.ID_HEAP_BYTES);
  }

  double connections() {
    return in.of(Input.NODES) * in.of(Input.NODE_CONNECTIONS);
  }

  /** Each node's report goes to every other, one way or another. */
  double loadReports() {
    double nodes = in.of(Input.NODES);
    return nodes * (nodes - 1) / in.of(Input.REPORT_SECONDS);
  }

  double loadReportBytes() {
    return loadReports() * in.of(Input.REPORT_BYTES) * in.of(Input.SHARDS) / in.of(Input.NODES);
  }

  /** Seconds until the files of a moment at which all partitions flush are in the table. */
  double turnOfHour() {
    double types = in.of(Input.TYPES);
    return Math.max(types / mostFiles(), in.of(Input.COMMIT_SECONDS));
  }
}
