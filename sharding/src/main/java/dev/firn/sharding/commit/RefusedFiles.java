package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.FilesRefused;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RefusedFile;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which files partitions were told to write anew while the table was away. A message that was on
 * its way then may still bring one: its rows are about to come in another file, so it is refused
 * once more, and not taken in. Part of the committer's state, because messages wait while a
 * committer restarts or moves: taken in after that, such a file would lie in the table astride of
 * the one with its rows, and only an operator could tell which to believe.
 *
 * <p>Nothing else that was refused need outlive a restart. A file that cannot be added is found so
 * again if it comes again; what does not fit its partition's mark, and what is missing before it,
 * is seen anew when the partition sends next, which it does until there is a verdict; and an
 * operator who named a table or commits that nobody knows was answered on the spot.
 */
final class RefusedFiles {
  private final Map<String, RefusedFlushes> byPartition = new HashMap<>();

  void restore(Collection<RefusedFlushes> saved) {
    saved.forEach(one -> byPartition.put(one.partition(), one));
  }

  /** A partition may have gone on elsewhere: after a while nothing is on its way any more. */
  void add(FilesRefused event) {
    byPartition.values().removeIf(one -> one.isOlderThan(PartitionMarks.TOMBSTONE, event.at()));
    for (RefusedFile file : event.files()) {
      Set<String> flushIds = new HashSet<>(of(file.partition()));
      flushIds.add(file.flushId());
      byPartition.put(file.partition(), new RefusedFlushes(file.partition(), flushIds, event.at()));
    }
  }

  /** The partition has gone on: what comes late lies behind its mark. */
  void remove(String partition) {
    byPartition.remove(partition);
  }

  private Set<String> of(String partition) {
    return Optional.ofNullable(byPartition.get(partition))
        .map(RefusedFlushes::flushIds)
        .orElse(Set.of());
  }

  boolean contains(RefusedFile file) {
    return of(file.partition()).contains(file.flushId());
  }

  List<RefusedFlushes> all() {
    return List.copyOf(byPartition.values());
  }

  /** Those of these files that are neither in the table nor taken up by the plan after all. */
  List<PlannedFile> among(AddFiles message, long mark, Optional<Planned> plan) {
    Set<String> refused = of(message.partition());
    return message.files().stream()
        .filter(file -> refused.contains(file.flushId()) && file.to() > mark)
        .filter(file -> plan.filter(open -> holds(open, file.flushId())).isEmpty())
        .map(file -> file.of(message.partition(), message.epoch()))
        .toList();
  }

  private static boolean holds(Planned plan, String flushId) {
    return plan.files().stream().map(PlannedFile::flushId).anyMatch(flushId::equals);
  }
}
