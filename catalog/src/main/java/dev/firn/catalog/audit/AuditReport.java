package dev.firn.catalog.audit;

import java.util.List;
import java.util.Set;

/**
 * What an audit saw and what it found.
 *
 * @param snapshotId the snapshot looked at, -1 for a table without one
 * @param partitions that were looked at
 * @param accounts epochs whose rows were compared with the table's
 * @param totals of the accounts of these partitions
 * @param files listed
 * @param objects that the store was asked for
 * @param checksums verified
 * @param withoutChecksum files read that carry none
 * @param identities rows whose identity was read
 * @param notes what is worth knowing and not wrong
 */
public record AuditReport(
    long snapshotId,
    Set<String> partitions,
    long accounts,
    RowTotals totals,
    long files,
    long objects,
    long checksums,
    long withoutChecksum,
    long identities,
    List<String> notes,
    List<Finding> findings) {
  public AuditReport {
    partitions = Set.copyOf(partitions);
    notes = List.copyOf(notes);
    findings = List.copyOf(findings);
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
