package dev.firn.sharding.commit;

/**
 * Numbers the looks at the table, through all lives of the actor. The answer of any but the newest
 * is ignored: it may tell of a time when another table stood under the name.
 */
final class Looks {
  private long newest;

  /** Nothing that is still under way is waited for. */
  void begin() {
    newest++;
  }

  long newest() {
    return newest;
  }

  boolean isNewest(long look) {
    return look == newest;
  }
}
