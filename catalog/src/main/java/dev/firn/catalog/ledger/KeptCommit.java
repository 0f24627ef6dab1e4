package dev.firn.catalog.ledger;

import java.util.List;

/**
 * A commit that was in the table, and should still be.
 *
 * @param markers under which its files were committed, the newest last: each re-add adds one
 * @param baseSequenceNumber every commit of the files came after it
 */
public record KeptCommit(long ledger, List<LedgerMarker> markers, long baseSequenceNumber) {
  public KeptCommit {
    markers = List.copyOf(markers);
  }
}
