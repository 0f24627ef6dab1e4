package dev.firn.sharding.commit;

import dev.firn.sharding.LedgerRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers that were used and are explained as missing in the table's history. Kept for as long as a
 * history may show the hole, and so as ranges: whoever rolls back takes neighbours out together.
 */
final class GoneLedgers {
  private static final int RANGES_KEPT = 1_000;

  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  void add(long ledger) {
    add(new LedgerRange(ledger, ledger));
  }

  /** What touches becomes one range; of too many the oldest is forgotten. */
  void add(LedgerRange range) {
    long from = range.from();
    long through = range.through();
    Map.Entry<Long, Long> near = ranges.floorEntry(through + 1);
    while (near != null && near.getValue() >= from - 1) {
      from = Math.min(from, near.getKey());
      through = Math.max(through, near.getValue());
      ranges.remove(near.getKey());
      near = ranges.floorEntry(through + 1);
    }
    ranges.put(from, through);
    if (ranges.size() > RANGES_KEPT) {
      ranges.pollFirstEntry();
    }
  }

  void remove(long ledger) {
    Map.Entry<Long, Long> range = ranges.floorEntry(ledger);
    if (range == null || range.getValue() < ledger) {
      return;
    }
    ranges.remove(range.getKey());
    if (range.getKey() < ledger) {
      ranges.put(range.getKey(), ledger - 1);
    }
    if (range.getValue() > ledger) {
      ranges.put(ledger + 1, range.getValue());
    }
  }

  List<LedgerRange> ranges() {
    return ranges.entrySet().stream()
        .map(range -> new LedgerRange(range.getKey(), range.getValue()))
        .toList();
  }
}
