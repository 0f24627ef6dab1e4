package dev.firn.catalog.audit;

import dev.firn.catalog.table.PartitionName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots took rows out of the table, and how many of each partition, as far as its history
 * and what was kept of it reach; read when asked. Good for one look: rows that are accounted for
 * are not there to account for others.
 */
final class Removals {
  private static final int MOST_NAMED = 5;

  private final Table table;
  private final RemovalHistory history;
  private final boolean mayAccount;
  private final RolledBackRows rolledBack;
  private final Map<String, Long> accounted = new HashMap<>();
  private @Nullable Map<String, List<Removal>> byPartition;

  /**
   * @param mayAccount whether rows that somebody took out may be missing
   */
  Removals(Table table, RemovalHistory history, boolean mayAccount) {
    this.table = table;
    this.history = history;
    this.mayAccount = mayAccount;
    this.rolledBack = new RolledBackRows(table);
  }

  /** Who was the last to remove rows of a partition, for people. */
  Optional<String> from(String partition) {
    return of(partition).stream()
        .findFirst()
        .map(last -> last.described() + ", " + counted(partition) + " of them counted");
  }

  /** Whether so many more rows of a partition are missing because somebody took them out. */
  boolean accountFor(String partition, long missing) {
    long before = accounted.getOrDefault(partition, 0L);
    boolean isAll = mayAccount && before + missing <= counted(partition);
    if (isAll) {
      accounted.put(partition, before + missing);
    }
    return isAll;
  }

  /** What was accounted for, for people; empty if nothing. */
  Optional<String> note() {
    long rows = accounted.values().stream().mapToLong(Long::longValue).sum();
    Set<String> by = new LinkedHashSet<>();
    accounted.keySet().forEach(name -> of(name).forEach(removal -> by.add(removal.described())));
    String named = by.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    String more = by.size() > MOST_NAMED ? " and " + (by.size() - MOST_NAMED) + " more" : "";
    return rows == 0
        ? Optional.empty()
        : Optional.of(rows + " rows are gone that others deleted: " + named + more);
  }

  private long counted(String partition) {
    return of(partition).stream().mapToLong(removal -> removal.rowsOf(partition)).sum();
  }

  /** The newest first. */
  private List<Removal> of(String partition) {
    Map<String, List<Removal>> known = byPartition;
    if (known == null) {
      known = read();
      byPartition = known;
    }
    return known.getOrDefault(partition, List.of());
  }

  /** Rows that an operator had Firn take out. */
  RolledBackRows rolledBack() {
    return rolledBack;
  }

  private Map<String, List<Removal>> read() {
    Map<String, List<Removal>> removals = new HashMap<>();
    for (Removal removal : history.of(table)) {
      for (String partition : removal.rows().keySet()) {
        removals.computeIfAbsent(partition, name -> new ArrayList<>()).add(removal);
      }
    }
    return removals;
  }

  static SnapshotChanges changes(Table table, Snapshot snapshot) {
    return SnapshotChanges.builderFor(table).snapshot(snapshot).build();
  }

  static String partitionOf(StructLike partition) {
    return PartitionName.of(partition);
  }
}
