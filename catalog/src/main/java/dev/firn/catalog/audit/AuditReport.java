package dev.firn.catalog.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an audit saw of one table and what it found.
 *
 * @param snapshotId the snapshot looked at, -1 for a table without one
 * @param partitions that were looked at
 * @param counts how much was looked at
 * @param totals of the accounts of these partitions
 * @param unasked what could not be asked: of that, nothing is known
 * @param rejecting partitions whose accounts count dead letters
 * @param notes what is worth knowing and not wrong
 */
public record AuditReport(
    long snapshotId,
    Set<String> partitions,
    Counts counts,
    RowTotals totals,
    Unasked unasked,
    Set<String> rejecting,
    List<String> notes,
    List<Finding> findings) {
  public AuditReport {
    partitions = Set.copyOf(partitions);
    rejecting = Set.copyOf(rejecting);
    notes = List.copyOf(notes);
    findings = List.copyOf(findings);
  }

  /** The same after what it found was looked at again: who did not answer then counts too. */
  AuditReport after(AuditReport again) {
    return new AuditReport(
        snapshotId,
        partitions,
        counts,
        totals,
        unasked.and(again.unasked),
        rejecting,
        notes,
        again.findings);
  }

  /**
   * How much was looked at.
   *
   * @param accounts epochs whose rows were compared with the table's
   * @param letters rows counted as dead letters by the partitions of events, and looked for here
   * @param files listed
   * @param objects that the store was asked for
   * @param checksums verified
   * @param withoutChecksum files read that carry none
   * @param identities rows whose identity was read
   */
  public record Counts(
      long accounts,
      long letters,
      long files,
      long objects,
      long checksums,
      long withoutChecksum,
      long identities) {}

  /**
   * Who did not answer, so that their accounts could not be compared.
   *
   * @param committer whether the table's committer is one of them
   */
  public record Unasked(Set<String> partitions, boolean committer) {
    public Unasked {
      partitions = Set.copyOf(partitions);
    }

    Unasked and(Unasked others) {
      Set<String> all = new HashSet<>(partitions);
      all.addAll(others.partitions);
      return new Unasked(all, committer || others.committer);
    }

    /** Whether everybody answered. */
    public boolean isNobody() {
      return partitions.isEmpty() && !committer;
    }
  }

  /** {@code received = committed + buffered + rejected + duplicates}, if nothing is off. */
  public record RowTotals(
      long received, long committed, long buffered, long rejected, long duplicates) {
    static final RowTotals NONE = new RowTotals(0, 0, 0, 0, 0);

    RowTotals plus(PartitionAccounts accounts) {
      RowTotals sum =
          new RowTotals(received, committed, buffered + accounts.buffered(), rejected, duplicates);
      for (WriterAccount one : accounts.epochs()) {
        sum =
            new RowTotals(
                sum.received + one.received(),
                sum.committed + one.committed(),
                sum.buffered,
                sum.rejected + one.rejected(),
                sum.duplicates + one.duplicates());
      }
      return sum;
    }
  }
}
