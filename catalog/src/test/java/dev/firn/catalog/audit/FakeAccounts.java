package dev.firn.catalog.audit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;

/** Accounts that a test keeps, for one epoch a partition. */
final class FakeAccounts implements AccountSource {
  private final Map<String, PartitionAccounts> accounts = new HashMap<>();
  private long ledger;

  /** Numbers that the committer explains. */
  final Set<Long> gone = new HashSet<>();

  /** Happens right before and right after accounts are told. */
  Runnable whenAsked = () -> {};

  /** The appends up to this one, with as many rows, are in the table. */
  void committed(String partition, long through, long rows, long ledgerNumber) {
    accounts.put(
        partition,
        new PartitionAccounts(
            through, 0, List.of(new WriterAccount(1, "", 1, through, rows, 0, 0, rows))));
    ledger = ledgerNumber;
  }

  void put(String partition, PartitionAccounts account) {
    accounts.put(partition, account);
  }

  @Override
  public Set<String> awake() {
    return Set.copyOf(accounts.keySet());
  }

  @Override
  public Map<String, PartitionAccounts> accounts(Collection<String> partitions) {
    whenAsked.run();
    Map<String, PartitionAccounts> asked = new HashMap<>(accounts);
    asked.keySet().retainAll(partitions);
    whenAsked.run();
    return asked;
  }

  @Override
  public OptionalLong ledger(String tableUuid) {
    return OptionalLong.of(ledger);
  }

  @Override
  public LongPredicate goneLedgers(String tableUuid) {
    return gone::contains;
  }
}
