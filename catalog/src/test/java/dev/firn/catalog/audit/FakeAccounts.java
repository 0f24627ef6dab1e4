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

  /** Partitions that answer, and are not known without being asked. */
  final Set<String> asleep = new HashSet<>();

  /** Partitions that do not answer. */
  final Set<String> silent = new HashSet<>();

  boolean isCommitterSilent;
  private int questions;
  private int silentFrom = Integer.MAX_VALUE;
  private String falling = "";

  /** From this question on, the partition answers no more. */
  void silentFromQuestion(int number, String partition) {
    silentFrom = questions + number;
    falling = partition;
  }

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
    Set<String> awake = new HashSet<>(accounts.keySet());
    awake.removeAll(asleep);
    return awake;
  }

  @Override
  public Map<String, PartitionAccounts> accounts(Collection<String> partitions) {
    whenAsked.run();
    questions++;
    if (questions >= silentFrom) {
      silent.add(falling);
    }
    Map<String, PartitionAccounts> asked = new HashMap<>(accounts);
    asked.keySet().retainAll(partitions);
    asked.keySet().removeAll(silent);
    whenAsked.run();
    return asked;
  }

  @Override
  public OptionalLong ledger(String tableUuid) {
    return isCommitterSilent ? OptionalLong.empty() : OptionalLong.of(ledger);
  }

  @Override
  public boolean isCommitterSilent(String tableUuid) {
    return isCommitterSilent;
  }

  @Override
  public LongPredicate goneLedgers(String tableUuid) {
    return gone::contains;
  }
}
