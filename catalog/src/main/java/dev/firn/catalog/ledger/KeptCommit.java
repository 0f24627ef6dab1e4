package dev.firn.catalog.ledger;

import java.util.List;

/**
 * A commit that was in the table, and should still be.
 *
 * @param markers under which its files were committed, the newest last: each re-add adds one
 * @param baseSequenceNumber every commit of the files came after it
 * @param seenIn a snapshot that is known to hold them, however that is known; -1 if none is
 */
public record KeptCommit(
    long ledger, List<LedgerMarker> markers, long baseSequenceNumber, long seenIn) {
  public KeptCommit {
    markers = List.copyOf(markers);
  }
}
