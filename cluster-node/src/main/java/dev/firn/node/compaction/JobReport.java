package dev.firn.node.compaction;

import dev.firn.catalog.compaction.CompactionOutcome;
import dev.firn.catalog.compaction.CompactionOutcome.Abandoned;
import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.compaction.CompactionOutcome.Unknown;
import dev.firn.events.PartitionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What became of a job, for people.
 *
 * @param filesAfter and {@code bytesAfter}: 0 where nothing was rewritten, or only planned
 * @param detail why not; empty where nothing is to be said
 */
public record JobReport(
    String partition,
    State state,
    Instant at,
    int filesBefore,
    int filesAfter,
    long bytesBefore,
    long bytesAfter,
    long rows,
    long duplicates,
    Duration took,
    String detail) {
  /** Of a job. */
  public enum State {
    COMPACTED,
    /** It would be. */
    PLANNED,
    NOTHING_TO_DO,
    /** Somebody was faster, or the table is not what it was; the table is as before. */
    ABANDONED,
    /** Whether it was committed is not known; no row is lost or doubled either way. */
    UNKNOWN,
    /** Catalog or store failed; the table is as before. */
    FAILED;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static JobReport of(
      PartitionKey partition, CompactionOutcome outcome, Instant at, Duration took) {
    if (outcome instanceof Compacted done) {
      return new JobReport(
          partition.id(),
          State.COMPACTED,
          at,
          done.filesBefore(),
          done.filesAfter(),
          done.bytesBefore(),
          done.bytesAfter(),
          done.rows(),
          done.duplicates(),
          took,
          "");
    }
    if (outcome instanceof NothingToDo nothing) {
      String detail = nothing.leftAlone() == 0 ? "" : nothing.leftAlone() + " files left alone";
      return without(partition, State.NOTHING_TO_DO, at, took, detail);
    }
    return outcome instanceof Abandoned abandoned
        ? without(partition, State.ABANDONED, at, took, abandoned.reason())
        : without(partition, State.UNKNOWN, at, took, ((Unknown) outcome).reason());
  }

  static JobReport planned(PartitionKey partition, Instant at, int files, long bytes) {
    return new JobReport(
        partition.id(), State.PLANNED, at, files, 0, bytes, 0, 0, 0, Duration.ZERO, "");
  }

  static JobReport failed(PartitionKey partition, Instant at, Duration took, String reason) {
    return without(partition, State.FAILED, at, took, reason);
  }

  private static JobReport without(
      PartitionKey partition, State state, Instant at, Duration took, String detail) {
    return new JobReport(partition.id(), state, at, 0, 0, 0, 0, 0, 0, took, detail);
  }

  /** Whether the table's files are others now. */
  public boolean isCompacted() {
    return state == State.COMPACTED;
  }
}
