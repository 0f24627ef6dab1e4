package dev.firn.sharding.partition;

import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionAccount.Epoch;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Counts a partition's rows by epoch, from what is journaled alone, so that an audit can compare
 * them with the table. The newest epochs are kept. What is received and what is committed are
 * counted from different sources: one from the batches, the other from the files.
 */
final class Accounts {
  private static final int EPOCHS_KEPT = 32;
  private static final String NO_TABLE = "";

  private final ArrayDeque<Epoch> epochs = new ArrayDeque<>();

  /** As they were saved. */
  static Accounts of(List<Epoch> saved) {
    Accounts accounts = new Accounts();
    accounts.epochs.addAll(saved);
    return accounts;
  }

  /** For a partition that was saved before there were accounts: they begin with what is held. */
  static Accounts beginningWith(long epoch, long lastAppend, Iterable<AppendRef> unflushed) {
    Accounts accounts = new Accounts();
    if (epoch > 0) {
      accounts.epochs.add(fresh(epoch, NO_TABLE, lastAppend, unflushed));
    }
    return accounts;
  }

  private static Epoch fresh(
      long epoch, String table, long lastAppend, Iterable<AppendRef> unflushed) {
    long first = lastAppend + 1;
    long rows = 0;
    long leftOut = 0;
    for (AppendRef ref : unflushed) {
      first = Math.min(first, ref.append());
      rows += ref.rows();
      leftOut += ref.duplicates().cardinality();
    }
    return new Epoch(epoch, table, first, first - 1, rows + leftOut, leftOut, 0, 0);
  }

  void open(long epoch) {
    epochs.addLast(new Epoch(epoch, NO_TABLE, 1, 0, 0, 0, 0, 0));
    if (epochs.size() > EPOCHS_KEPT) {
      epochs.removeFirst();
    }
  }

  void append(int rows, int duplicates) {
    change(0, rows, duplicates, 0);
  }

  void reject(int rows) {
    change(0, 0, 0, rows);
  }

  /**
   * A file is in its table. The first one in a table that took another's place begins the account
   * anew.
   *
   * @param unflushed what was held before this file was committed, the file's rows among it
   */
  void commit(PreparedFlush flush, long epoch, long lastAppend, Iterable<AppendRef> unflushed) {
    if (epochs.isEmpty()) {
      return;
    }
    String table = flush.file().tableUuid();
    Epoch open = epochs.getLast();
    if (open.table().isEmpty()) {
      replace(withTable(open, table));
    } else if (!open.table().equals(table)) {
      replace(fresh(epoch, table, lastAppend, unflushed));
    }
    change(flush.file().rows(), 0, 0, 0);
    replace(through(epochs.getLast(), flush.to()));
  }

  private void change(long committed, int received, int duplicates, int rejected) {
    if (epochs.isEmpty()) {
      return;
    }
    Epoch open = epochs.getLast();
    replace(
        new Epoch(
            open.epoch(),
            open.table(),
            open.from(),
            open.through(),
            open.received() + received,
            open.duplicates() + duplicates,
            open.rejected() + rejected,
            open.committed() + committed));
  }

  private void replace(Epoch epoch) {
    epochs.removeLast();
    epochs.addLast(epoch);
  }

  private static Epoch withTable(Epoch open, String table) {
    return new Epoch(
        open.epoch(),
        table,
        open.from(),
        open.through(),
        open.received(),
        open.duplicates(),
        open.rejected(),
        open.committed());
  }

  private static Epoch through(Epoch open, long through) {
    return new Epoch(
        open.epoch(),
        open.table(),
        open.from(),
        through,
        open.received(),
        open.duplicates(),
        open.rejected(),
        open.committed());
  }

  List<Epoch> epochs() {
    return List.copyOf(epochs);
  }

  PartitionAccount account(String partition, long lastAppend, long buffered) {
    return new PartitionAccount(partition, lastAppend, buffered, epochs());
  }
}
