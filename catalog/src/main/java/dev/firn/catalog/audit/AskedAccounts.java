package dev.firn.catalog.audit;

import dev.firn.catalog.audit.AuditReport.RowTotals;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the buffers of the partitions that one look is about have said, and who has not answered.
 */
final class AskedAccounts {
  private final AccountSource source;
  private final Map<String, PartitionAccounts> accounts;
  private final Set<String> unasked = new HashSet<>();
  private final Set<String> rejecting = new HashSet<>();
  private RowTotals totals = RowTotals.NONE;

  AskedAccounts(AccountSource source, Set<String> partitions) {
    this.source = source;
    this.accounts = source.accounts(partitions);
  }

  Optional<PartitionAccounts> of(String partition) {
    return Optional.ofNullable(accounts.get(partition));
  }

  /** Counts what the partition has said, to be told in the report. */
  void count(String partition) {
    of(partition).ifPresentOrElse(account -> count(partition, account), () -> silent(partition));
  }

  private void count(String partition, PartitionAccounts account) {
    totals = totals.plus(account);
    if (account.rejected() > 0) {
      rejecting.add(partition);
    }
  }

  void silent(String partition) {
    unasked.add(partition);
  }

  /** Whether it has answered that it never held a row. */
  boolean hasNothing(String partition) {
    return of(partition).filter(account -> account.epochs().isEmpty()).isPresent();
  }

  /**
   * Rows that were accepted after the accounts were taken are known by now; the others nobody has
   * accepted.
   *
   * @param beyond writers with rows beyond what was accepted then, and how far
   */
  void checkBeyond(String partition, Map<String, Long> beyond, LookFindings findings) {
    if (beyond.isEmpty()) {
      return;
    }
    PartitionAccounts now = source.accounts(Set.of(partition)).get(partition);
    if (now == null) {
      silent(partition);
      return;
    }
    beyond.forEach(
        (writer, append) -> {
          long epoch = Long.parseLong(writer.substring(writer.lastIndexOf('#') + 1));
          if (!now.hasAccepted(epoch, append)) {
            findings.add(nobodys(partition, writer, epoch, append, now));
          }
        });
  }

  private static Finding nobodys(
      String partition, String writer, long epoch, long append, PartitionAccounts now) {
    return new Finding(
        Check.ORIGIN,
        partition,
        epoch,
        "",
        0,
        "rows of "
            + writer
            + " up to append "
            + append
            + " are in the table, and the partition is at "
            + now.newestEpoch()
            + "."
            + now.lastAppend()
            + ": nobody accepted them, or the journal went backwards");
  }

  Set<String> unasked() {
    return unasked;
  }

  /** Partitions that count dead letters. */
  Set<String> rejecting() {
    return rejecting;
  }

  RowTotals totals() {
    return totals;
  }
}
