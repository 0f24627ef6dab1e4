package dev.firn.sharding;

import java.util.List;

/** What a committer makes of an operator's word that commits are to stay out of the table. */
public sealed interface RollbackAnswer extends Portable {

  /**
   * These are not watched any more, and not added again when they are gone. Journaled.
   *
   * @param ledgers of those that were meant, the ones that could be let go of
   */
  record Accepted(List<LedgerRange> ledgers, CommitterStatus status) implements RollbackAnswer {
    public Accepted {
      ledgers = List.copyOf(ledgers);
    }
  }

  /** Nothing has changed. */
  record Refused(String reason) implements RollbackAnswer {}
}
