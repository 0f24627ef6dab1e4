package dev.firn.catalog.ledger;

import dev.firn.catalog.table.EventTable;
import java.util.Map;
import java.util.Optional;

/**
 * What a commit of the ledger leaves in the table: its number and its id, in the snapshot's summary
 * and in a table property.
 *
 * @param ledger number of the commit, from 1
 * @param commitId tells two commits of one number apart
 */
public record LedgerMarker(long ledger, String commitId) {
  /** Key of the marker, in summary and properties alike. */
  public static final String KEY = EventTable.LEDGER_KEY;

  /** The marker in a summary or among properties, if there is one. */
  static Optional<LedgerMarker> in(Map<String, String> values) {
    return Optional.ofNullable(values.get(KEY)).map(LedgerMarker::parse);
  }

  /**
   * Reads {@code L:commitId}.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static LedgerMarker parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IllegalArgumentException(
          "A ledger marker is number:id, not \"" + text + "\"; somebody else wrote " + KEY);
    }
    try {
      return new LedgerMarker(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "A ledger marker is number:id, not \"" + text + "\"; somebody else wrote " + KEY, e);
    }
  }

  @Override
  public String toString() {
    return ledger + ":" + commitId;
  }
}
