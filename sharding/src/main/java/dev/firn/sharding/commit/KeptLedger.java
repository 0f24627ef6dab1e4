package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Kept;
import java.util.ArrayList;
import java.util.List;

/**
 * A commit that settles: it is in the table, but for a while somebody else's fault may roll it
 * back. Its files are not here; they are in the journal, in the event that planned them.
 *
 * @param markers under which the files were committed, the newest last
 * @param baseSequenceNumber every commit of the files has a greater one
 * @param plannedNumber the event's sequence number in the journal
 * @param at when its files were read back last, milliseconds since the epoch; 0 if never
 */
public record KeptLedger(
    long ledger,
    List<String> markers,
    long baseSequenceNumber,
    long plannedNumber,
    int files,
    long at) {
  public KeptLedger {
    markers = List.copyOf(markers);
  }

  /**
   * A commit that is gone from the table.
   *
   * @param snapshotId the snapshot in which it was missed, -1 if the table had none
   */
  public record Lost(KeptLedger kept, long snapshotId, long sequenceNumber) {}

  /**
   * The same files, committed once more.
   *
   * @param now when that was read back, 0 if it never was: whoever has heard of them once, has
   */
  KeptLedger again(long newLedger, String marker, long base, long planned, int filesNow, long now) {
    List<String> all = new ArrayList<>(markers);
    all.add(marker);
    return new KeptLedger(
        newLedger, all, Math.min(base, baseSequenceNumber), planned, filesNow, now > 0 ? now : at);
  }

  /** Whether it was ever read back; else it was found rolled back at once. */
  boolean wasHeardOf() {
    return at > 0;
  }

  /** Its settle period begins anew. */
  KeptLedger asOf(long now) {
    return new KeptLedger(ledger, markers, baseSequenceNumber, plannedNumber, files, now);
  }

  /**
   * @param seenIn a snapshot that is known to hold it, -1 if none is
   */
  Kept toLookFor(long seenIn) {
    return new Kept(ledger, markers, baseSequenceNumber, seenIn);
  }
}
