package dev.firn.bench.faults.check;

import java.util.Set;

/**
 * What others did to a table's history, so that a gap in it need not be a fault.
 *
 * @param isExpired its oldest snapshots may be forgotten
 * @param rolledBack numbers of the commits that somebody undid
 */
public record History(boolean isExpired, Set<Long> rolledBack) {
  /** Nobody did anything. */
  public static final History WHOLE = new History(false, Set.of());

  public History {
    rolledBack = Set.copyOf(rolledBack);
  }
}
