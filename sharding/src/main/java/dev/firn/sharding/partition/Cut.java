package dev.firn.sharding.partition;

import java.util.List;

/**
 * Where the committer has cut a file: the appends up to this one are in the table already.
 *
 * @param through the last of them
 */
record Cut(long epoch, long through) {
  static final Cut NONE = new Cut(0, 0);

  /**
   * As much of a run as one file may hold: what is before the cut, or what is behind it. Appends
   * before it that are all left without rows are never written again, so nothing waits for them.
   */
  List<AppendRef> of(long runsEpoch, List<AppendRef> run) {
    if (runsEpoch != epoch || run.isEmpty() || run.get(0).append() > through) {
      return run;
    }
    List<AppendRef> before = run.stream().takeWhile(ref -> ref.append() <= through).toList();
    return before.stream().allMatch(AppendRef::isEmptied)
        ? run.subList(before.size(), run.size())
        : before;
  }
}
