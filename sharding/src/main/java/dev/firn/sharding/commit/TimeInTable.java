package dev.firn.sharding.commit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each commit that settles has been known to this life of the committer, by a clock that
 * never jumps. A wall clock set forward would let commits settle that were just read back, and a
 * rollback after that would take their rows for good; so after a restart the period begins anew.
 */
final class TimeInTable {

  /** One that came back to the table is another than the one that was there before. */
  private record Stay(long ledger, long at) {
    static Stay of(KeptLedger kept) {
      return new Stay(kept.ledger(), kept.at());
    }
  }

  private final Map<Stay, Long> since = new HashMap<>();

  void beginLife() {
    since.clear();
  }

  /** These are kept now; what is new among them stays from now on. */
  void keep(List<KeptLedger> kept, long ticks) {
    since.keySet().retainAll(kept.stream().map(Stay::of).toList());
    kept.forEach(ledger -> since.putIfAbsent(Stay.of(ledger), ticks));
  }

  /** Whether it was kept already at this moment. */
  boolean wasKept(KeptLedger ledger, long ticks) {
    Long begun = since.get(Stay.of(ledger));
    return begun != null && begun <= ticks;
  }
}
