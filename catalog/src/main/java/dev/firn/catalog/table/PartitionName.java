package dev.firn.catalog.table;

import dev.firn.events.PartitionKey;
import org.apache.iceberg.StructLike;

/** What the partition of a file is called everywhere else. */
public final class PartitionName {
  /** Of files that another partition spec has laid out. */
  public static final String ELSEWHERE = "";

  private PartitionName() {}

  /** For example {@code page.view/2026-11-22T09}. */
  public static String of(StructLike partition) {
    boolean isOurs =
        partition.size() == 2
            && partition.get(0, Object.class) instanceof CharSequence
            && partition.get(1, Object.class) instanceof Integer;
    return isOurs
        ? new PartitionKey(
                partition.get(0, CharSequence.class).toString(), partition.get(1, Integer.class))
            .id()
        : ELSEWHERE;
  }
}
