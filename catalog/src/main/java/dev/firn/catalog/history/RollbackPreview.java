package dev.firn.catalog.history;

import dev.firn.catalog.ledger.DroppedLedgers;
import java.util.List;

/**
 * What a rollback takes out of the table.
 *
 * @param from the current snapshot
 * @param to the one that is to be current
 * @param leaving snapshots that go out of the history, newest first, as far as it is kept
 * @param dropped commits that are not added again
 * @param addedAgain commits newer than what the operator has seen: they are
 */
public record RollbackPreview(
    String tableUuid,
    ListedSnapshot from,
    ListedSnapshot to,
    List<ListedSnapshot> leaving,
    List<DroppedLedgers.Range> dropped,
    List<DroppedLedgers.Range> addedAgain) {

  public RollbackPreview {
    leaving = List.copyOf(leaving);
    dropped = List.copyOf(dropped);
    addedAgain = List.copyOf(addedAgain);
  }
}
