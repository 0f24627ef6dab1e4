package dev.firn.node.history;

import dev.firn.catalog.history.Rollback;
import dev.firn.sharding.LedgerRange;
import java.util.List;

/**
 * A rollback that was made.
 *
 * @param accepted commits that the committer has let go of at once
 * @param waiting why it has not let go of others, which the table tells it: they have settled long
 *     ago, or it did not answer
 */
public record OrderedRollback(
    Rollback.Done done, List<LedgerRange> accepted, List<String> waiting) {
  public OrderedRollback {
    accepted = List.copyOf(accepted);
    waiting = List.copyOf(waiting);
  }
}
