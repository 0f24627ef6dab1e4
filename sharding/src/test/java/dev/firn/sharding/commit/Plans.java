package dev.firn.sharding.commit;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import java.util.List;

/** Plans and files of tests: on the base with sequence number 7, under the id "first". */
final class Plans {
  private Plans() {}

  /** Named by its partition and its appends. */
  static PlannedFile file(String partition, long epoch, long from, long to) {
    return new PlannedFile(
        partition,
        epoch,
        partition + from + "-" + to,
        from,
        to,
        new DataFile(partition + from, 1, 1, "{}", "uuid", 0, 0));
  }

  static Planned plan(long ledger, PlannedFile... files) {
    return again(ledger, 0, files);
  }

  static Planned again(long ledger, long again, PlannedFile... files) {
    return plan(ledger, "first", again, files);
  }

  static Planned plan(long ledger, String commitId, long again, PlannedFile... files) {
    return new Planned("uuid", ledger, commitId, List.of(files), 5, 7, again);
  }
}
