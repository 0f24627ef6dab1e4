package dev.firn.node.compaction;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a compaction has come that was asked for.
 *
 * @param partitions that have small files enough to be looked at
 * @param looked of these, partitions that were
 * @param current partition
 * @param jobs that found something to do
 * @param detail why it failed, or what is to be known; may be empty
 */
public record CompactionRun(
    State state,
    boolean isDryRun,
    int partitions,
    int looked,
    Optional<String> current,
    Totals totals,
    List<JobReport> jobs,
    String detail) {
  public CompactionRun {
    jobs = List.copyOf(jobs);
  }

  /** Of the run. */
  public enum State {
    RUNNING,
    DONE,
    FAILED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Of all jobs together.
   *
   * @param notDone jobs that were abandoned, failed or are of unknown outcome
   */
  public record Totals(
      long filesBefore,
      long filesAfter,
      long bytesBefore,
      long bytesAfter,
      long rows,
      long duplicates,
      int notDone) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0);

    Totals plus(JobReport job) {
      boolean isWell =
          switch (job.state()) {
            case COMPACTED, PLANNED, NOTHING_TO_DO -> true;
            case ABANDONED, UNKNOWN, FAILED -> false;
          };
      return new Totals(
          filesBefore + job.filesBefore(),
          filesAfter + job.filesAfter(),
          bytesBefore + job.bytesBefore(),
          bytesAfter + job.bytesAfter(),
          rows + job.rows(),
          duplicates + job.duplicates(),
          notDone + (isWell ? 0 : 1));
    }
  }
}
