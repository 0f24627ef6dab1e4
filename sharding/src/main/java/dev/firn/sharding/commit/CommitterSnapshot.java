package dev.firn.sharding.commit;

import dev.firn.sharding.Portable;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A committer's state as it is saved. */
public record CommitterSnapshot(
    long ledger,
    long snapshotId,
    long sequenceNumber,
    @Nullable Planned plan,
    Map<String, Mark> marks,
    List<String> undone)
    implements Portable {
  public CommitterSnapshot {
    marks = Map.copyOf(marks);
    undone = List.copyOf(undone);
  }

  /**
   * How far a partition's appends are in the table.
   *
   * @param through the last append of the epoch that is
   * @param at when that was last changed, milliseconds since the epoch
   */
  public record Mark(long epoch, long through, boolean closed, long at) {}
}
