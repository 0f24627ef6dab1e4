package dev.firn.catalog.ledger;

import java.util.Set;
import org.apache.iceberg.Table;

/** Has a word with snapshots that are about to be expired, for those who know more of them. */
@FunctionalInterface
public interface ExpiryListener {

  /** Wants to know nothing. */
  ExpiryListener NONE = (table, due) -> () -> {};

  /**
   * Snapshots are about to go; what they refer to can still be read. It is called again, and the
   * earlier answer forgotten, where others go after all.
   *
   * @param table as it is before
   * @param due ids of those that go
   * @return what is to be done once they are gone for certain; it throws nothing
   */
  Runnable beforeExpiry(Table table, Set<Long> due);
}
