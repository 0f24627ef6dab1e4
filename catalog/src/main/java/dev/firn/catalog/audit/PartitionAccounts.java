package dev.firn.catalog.audit;

import java.util.List;
import java.util.Optional;

/**
 * What the buffers say of a partition.
 *
 * @param lastAppend the newest append of the newest epoch
 * @param buffered rows not known to be in the table
 * @param epochs the newest ones, oldest first, without a gap; empty for a partition that never held
 *     a row
 */
public record PartitionAccounts(long lastAppend, long buffered, List<WriterAccount> epochs) {
  public PartitionAccounts {
    epochs = List.copyOf(epochs);
  }

  long newestEpoch() {
    return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).epoch();
  }

  boolean hasAccepted(long epoch, long append) {
    return epoch < newestEpoch() || (epoch == newestEpoch() && append <= lastAppend);
  }

  Optional<WriterAccount> of(long epoch) {
    return epochs.stream().filter(account -> account.epoch() == epoch).findFirst();
  }

  /** Rows that are dead letters, as far as is remembered. */
  long rejected() {
    return epochs.stream().mapToLong(WriterAccount::rejected).sum();
  }

  /** Whether the epoch is older than what is remembered. */
  boolean isForgotten(long epoch) {
    return epoch <= newestEpoch() && of(epoch).isEmpty();
  }
}
