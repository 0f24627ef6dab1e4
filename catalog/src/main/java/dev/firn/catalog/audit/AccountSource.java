package dev.firn.catalog.audit;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;

/** What the buffers and the committer say, asked by an audit. Blocking. */
public interface AccountSource {

  /** Partitions that are awake, and those that stand still because they cannot be read. */
  Set<String> awake();

  /** The accounts of these partitions; those that did not answer are left out. */
  Map<String, PartitionAccounts> accounts(Collection<String> partitions);

  /** Number of the newest commit that the table's committer knows of, if it answers. */
  OptionalLong ledger(String tableUuid);

  /** Whether the table has a committer and it does not answer. */
  boolean isCommitterSilent(String tableUuid);

  /**
   * Numbers of commits that the committer knows to be missing in the table's history: their files
   * were added again under others, are about to be, or an operator took them out.
   */
  LongPredicate goneLedgers(String tableUuid);
}
