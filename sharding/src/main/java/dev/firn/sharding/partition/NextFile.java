package dev.firn.sharding.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the next file of a partition is to hold. */
final class NextFile {
  private NextFile() {}

  /** Appends that no file holds yet, as far as they can go into one file: a run without a gap. */
  static List<AppendRef> of(
      UnflushedAppends unflushed, PreparedFlushes prepared, long mostOpenedBytes) {
    List<AppendRef> run = new ArrayList<>();
    long bytes = 0;
    for (AppendRef ref : unflushed) {
      if (prepared.isWritten(ref.append())) {
        continue;
      }
      boolean gapBefore = !run.isEmpty() && run.get(run.size() - 1).append() + 1 != ref.append();
      if (gapBefore || (bytes > 0 && bytes + ref.openedBytes() > mostOpenedBytes)) {
        break;
      }
      run.add(ref);
      bytes += ref.openedBytes();
    }
    return run;
  }

  /** A written file that the next one takes the place of, see {@link PartitionState}. */
  static Optional<PreparedFlush> stranded(UnflushedAppends unflushed, PreparedFlushes prepared) {
    if (!unflushed.hasEmptied()) {
      return Optional.empty();
    }
    List<AppendRef> run = of(unflushed, prepared, Long.MAX_VALUE);
    if (run.isEmpty() || !run.stream().allMatch(AppendRef::isEmptied)) {
      return Optional.empty();
    }
    return prepared.beginningWith(run.get(run.size() - 1).append() + 1);
  }
}
