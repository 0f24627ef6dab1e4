package dev.firn.bench.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The table at one moment.
 *
 * @param rows live rows
 * @param files live data files
 * @param bytes their size
 * @param sequence number of commits that it has ever seen
 * @param commits the snapshots still known, oldest first
 */
public record TableState(long rows, long files, long bytes, long sequence, List<Commit> commits) {

  public TableState {
    commits = List.copyOf(commits);
  }

  /**
   * One snapshot.
   *
   * @param rows in the table after it
   */
  public record Commit(long sequence, long timeMillis, long rows) {}

  static TableState of(JsonNode metadata) {
    long current = metadata.path("current-snapshot-id").asLong(-1);
    List<Commit> commits = new ArrayList<>();
    TableState state = new TableState(0, 0, 0, 0, List.of());
    for (JsonNode snapshot : metadata.path("snapshots")) {
      JsonNode summary = snapshot.path("summary");
      Commit commit =
          new Commit(
              snapshot.path("sequence-number").asLong(),
              snapshot.path("timestamp-ms").asLong(),
              summary.path("total-records").asLong());
      commits.add(commit);
      if (snapshot.path("snapshot-id").asLong() == current) {
        state =
            new TableState(
                commit.rows(),
                summary.path("total-data-files").asLong(),
                summary.path("total-files-size").asLong(),
                commit.sequence(),
                List.of());
      }
    }
    commits.sort(Comparator.comparingLong(Commit::sequence));
    return new TableState(state.rows, state.files, state.bytes, state.sequence, commits);
  }
}
