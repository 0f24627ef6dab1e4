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
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Map<String, ActorRef<Verdict>> partitions = new HashMap<>();
  private int count;
  private long rows;

  /** A partition's files, and up to where its appends are in tables already. */
  private record Waiting(List<PlannedFile> files, long committedThrough) {
    long rows() {
      return files.stream().mapToLong(file -> file.file().rows()).sum();
    }

    String partition() {
      return files.get(0).partition();
    }

    long epoch() {
      return files.get(0).epoch();
    }
  }

  /** After a recovery: partitions will send again. */
  void clear() {
    waiting.clear();
    count = 0;
    rows = 0;
  }

  /** Takes in the partition's files that are not in the table yet. */
  void put(AddFiles message, PartitionMarks marks) {
    partitions.put(message.partition(), message.replyTo());
    long mark = marks.through(message.partition(), message.epoch(), 0);
    List<PlannedFile> files = new ArrayList<>();
    for (PendingFile file : message.files()) {
      if (file.to() > mark) {
        files.add(file.of(message.partition(), message.epoch()));
      }
    }
    replace(message.partition(), new Waiting(files, message.committedThrough()));
  }

  private void replace(String partition, Waiting now) {
    Waiting before =
        now.files().isEmpty() ? waiting.remove(partition) : waiting.put(partition, now);
    count += now.files().size() - (before == null ? 0 : before.files().size());
    rows += now.rows() - (before == null ? 0 : before.rows());
  }

  /**
   * The files of the next plan: those that continue their partition's sequence exactly at its mark,
   * as many as one commit may hold. Whatever was added or left out before, a file never comes
   * before its predecessor.
   */
  List<PlannedFile> next(PartitionMarks marks, int mostFiles, long mostBytes) {
    List<PlannedFile> chosen = new ArrayList<>();
    long bytes = 0;
    for (Waiting partition : waiting.values()) {
      long mark =
          marks.through(partition.partition(), partition.epoch(), partition.committedThrough());
      for (PlannedFile file : partition.files()) {
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
      Waiting partition = waiting.get(file.partition());
      if (partition != null) {
        List<PlannedFile> rest =
            partition.files().stream()
                .filter(other -> !other.flushId().equals(file.flushId()))
                .toList();
        replace(file.partition(), new Waiting(rest, partition.committedThrough()));
      }
    }
  }

  /** What this partition sent is not to be planned. */
  void drop(String partition) {
    replace(partition, new Waiting(List.of(), 0));
  }

  void tell(String partition, Verdict verdict) {
    ActorRef<Verdict> replyTo = partitions.get(partition);
    if (replyTo != null) {
      replyTo.tell(verdict);
    }
  }

  /** Nobody is to be told, unless files of a later epoch wait already. */
  void forget(String partition) {
    if (!waiting.containsKey(partition)) {
      partitions.remove(partition);
    }
  }

  List<PlannedFile> all() {
    return waiting.values().stream().flatMap(partition -> partition.files().stream()).toList();
  }

  boolean isEmpty() {
    return count == 0;
  }

  int size() {
    return count;
  }

  long rows() {
    return rows;
  }
}
