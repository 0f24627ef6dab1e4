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
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Files that wait for the next plan, in the order in which their partitions first came, and whom to
 * tell. Kept in memory only: a partition sends all that has no verdict again and again, and its
 * newest message replaces what was known of it.
 */
final class PendingFiles {
  private final Map<String, List<PlannedFile>> waiting = new LinkedHashMap<>();
  private final Map<String, ActorRef<Verdict>> partitions = new HashMap<>();
  private int count;

  /** After a recovery: partitions will send again. */
  void clear() {
    waiting.clear();
    count = 0;
  }

  /** Takes in the partition's files that are not in the table yet. */
  void put(AddFiles message, CommitterState state) {
    partitions.put(message.partition(), message.replyTo());
    List<PlannedFile> files = new ArrayList<>();
    for (PendingFile file : message.files()) {
      if (file.to() > state.markOf(message.partition(), message.epoch())) {
        files.add(
            new PlannedFile(
                message.partition(),
                message.epoch(),
                file.flushId(),
                file.from(),
                file.to(),
                file.file()));
      }
    }
    replace(message.partition(), files);
  }

  private void replace(String partition, List<PlannedFile> files) {
    List<PlannedFile> before =
        files.isEmpty() ? waiting.remove(partition) : waiting.put(partition, files);
    count += files.size() - (before == null ? 0 : before.size());
  }

  /**
   * The files of the next plan: those that continue their partition's sequence exactly at its mark,
   * as many as one commit may hold. Whatever was added or left out before, a file never comes
   * before its predecessor.
   */
  List<PlannedFile> next(CommitterState state, int mostFiles, long mostBytes) {
    List<PlannedFile> chosen = new ArrayList<>();
    long bytes = 0;
    for (List<PlannedFile> files : waiting.values()) {
      long mark = state.markOf(files.get(0).partition(), files.get(0).epoch());
      for (PlannedFile file : files) {
        if (file.to() <= mark) {
          continue;
        }
        bytes += file.file().descriptor().length();
        if (!chosen.isEmpty() && (chosen.size() == mostFiles || bytes > mostBytes)) {
          return chosen;
        }
        if (file.from() != mark + 1) {
          break;
        }
        chosen.add(file);
        mark = file.to();
      }
    }
    return chosen;
  }

  /** Forgets files that are in a journaled plan. */
  void remove(List<PlannedFile> planned) {
    for (PlannedFile file : planned) {
      List<PlannedFile> files = waiting.get(file.partition());
      if (files != null) {
        replace(
            file.partition(),
            files.stream().filter(other -> !other.flushId().equals(file.flushId())).toList());
      }
    }
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
    return count == 0;
  }

  int size() {
    return count;
  }

  long rows() {
    return waiting.values().stream()
        .flatMap(List::stream)
        .mapToLong(file -> file.file().rows())
        .sum();
  }
}
