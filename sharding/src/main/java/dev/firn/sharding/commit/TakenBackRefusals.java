package dev.firn.sharding.commit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a partition's mark was moved by a file that it had been told was refused. Its next files
 * may begin before that mark, and that is no riddle: it has written the same rows once more.
 */
final class TakenBackRefusals {
  private final Map<String, TakenBack> byPartition = new HashMap<>();

  void putAll(Collection<TakenBack> saved) {
    saved.forEach(this::put);
  }

  void put(TakenBack refusal) {
    byPartition.put(refusal.partition(), refusal);
  }

  /** The partition has taken up its sequence. */
  void remove(String partition) {
    byPartition.remove(partition);
  }

  /** Whether it was such a file that brought the mark to where it is. */
  boolean explain(String partition, long epoch, long mark) {
    return new TakenBack(partition, epoch, mark).equals(byPartition.get(partition));
  }

  List<TakenBack> all() {
    return List.copyOf(byPartition.values());
  }
}
