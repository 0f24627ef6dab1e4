package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Files that wait for the next plan, in the order in which they came, and whom to tell. Kept in
 * memory only: partitions send again what has no verdict.
 */
final class PendingFiles {
  private final Map<String, PlannedFile> files = new LinkedHashMap<>();
  private final Map<String, ActorRef<Verdict>> partitions = new HashMap<>();

  /**
   * Takes in what continues the partition's sequence behind {@code mark} and what waits already.
   *
   * @param inPlan whether a flush is in the open plan
   * @return whether a file was left out because one before it is missing
   */
  boolean add(AddFiles message, long mark, Predicate<String> inPlan) {
    partitions.put(message.partition(), message.replyTo());
    long next = mark + 1;
    for (PendingFile file : message.files()) {
      if (file.to() < next) {
        continue;
      }
      if (file.from() != next) {
        return true;
      }
      if (!inPlan.test(file.flushId())) {
        files.putIfAbsent(
            file.flushId(),
            new PlannedFile(
                message.partition(),
                message.epoch(),
                file.flushId(),
                file.from(),
                file.to(),
                file.file()));
      }
      next = file.to() + 1;
    }
    return false;
  }

  /** The oldest files of one table, as many as one commit may hold; they stay until removed. */
  List<PlannedFile> next(int mostFiles, long mostBytes) {
    List<PlannedFile> chosen = new ArrayList<>();
    long bytes = 0;
    for (PlannedFile file : files.values()) {
      bytes += file.file().descriptor().length();
      if (!chosen.isEmpty() && (chosen.size() == mostFiles || bytes > mostBytes)) {
        break;
      }
      chosen.add(file);
    }
    return chosen;
  }

  void remove(List<PlannedFile> planned) {
    planned.forEach(file -> files.remove(file.flushId()));
  }

  void tell(String partition, Verdict verdict) {
    ActorRef<Verdict> replyTo = partitions.get(partition);
    if (replyTo != null) {
      replyTo.tell(verdict);
    }
  }

  void forget(String partition) {
    partitions.remove(partition);
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  int size() {
    return files.size();
  }
}
