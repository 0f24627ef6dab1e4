package dev.firn.sharding;

/** Numbers of commits, both ends included. */
public record LedgerRange(long from, long through) {
  public LedgerRange {
    if (from < 1 || through < from) {
      throw new IllegalArgumentException("Not a range of ledger numbers: " + from + "-" + through);
    }
  }

  public boolean contains(long ledger) {
    return from <= ledger && ledger <= through;
  }
}
