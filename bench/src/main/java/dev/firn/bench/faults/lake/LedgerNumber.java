package dev.firn.bench.faults.lake;

import dev.firn.catalog.ledger.LedgerMarker;
import java.util.Map;
import java.util.Optional;

/** The number of a commit, as summaries and properties of a table say it. */
public final class LedgerNumber {
  private LedgerNumber() {}

  /** Nothing where the commit was not Firn's. */
  public static Optional<Long> in(Map<String, String> summaryOrProperties) {
    return Optional.ofNullable(summaryOrProperties.get(LedgerMarker.KEY))
        .map(marker -> Long.parseLong(marker.substring(0, marker.indexOf(':'))));
  }
}
