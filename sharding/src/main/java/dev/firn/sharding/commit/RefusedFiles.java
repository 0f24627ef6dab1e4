package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which files partitions were told to write anew while the table was away. A message that was on
 * its way then may still bring one: its rows are about to come in another file, so it is refused
 * once more, and not taken in. In memory only: no message is on its way for longer than that.
 */
final class RefusedFiles {
  private final Map<String, Set<String>> flushIds = new HashMap<>();

  void clear() {
    flushIds.clear();
  }

  /** What a partition is told, and remembered to have been told. */
  FileRefused refuse(String partition, long epoch, String flushId, String reason) {
    flushIds.computeIfAbsent(partition, name -> new HashSet<>()).add(flushId);
    return new FileRefused(epoch, flushId, reason);
  }

  /**
   * Those of these files that were refused, and are neither in the table nor taken up by the plan
   * after all. A partition that sends others only is through with them.
   */
  List<PendingFile> among(CommitterState state, AddFiles message) {
    Set<String> refused = flushIds.getOrDefault(message.partition(), Set.of());
    if (message.files().stream().noneMatch(file -> refused.contains(file.flushId()))) {
      flushIds.remove(message.partition());
      return List.of();
    }
    long mark = state.marks().through(message.partition(), message.epoch(), 0);
    return message.files().stream()
        .filter(file -> refused.contains(file.flushId()) && file.to() > mark)
        .filter(file -> state.plan().filter(plan -> holds(plan, file.flushId())).isEmpty())
        .toList();
  }

  private static boolean holds(Planned plan, String flushId) {
    return plan.files().stream().map(PlannedFile::flushId).anyMatch(flushId::equals);
  }
}
