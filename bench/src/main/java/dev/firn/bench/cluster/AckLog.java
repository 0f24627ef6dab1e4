package dev.firn.bench.cluster;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.load.Acknowledgements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When which client got an acknowledgement. A request brings events for every partition, and a
 * client repeats it until all of it is acknowledged: when each client that waited has got its
 * acknowledgement, every partition takes events again. Thread-safe.
 */
final class AckLog implements Acknowledgements {
  private static final int CLIENT_SHIFT = 40;

  private final Promises promises;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(long at, long client) {}

  AckLog(Promises promises) {
    this.promises = promises;
  }

  @Override
  public void ended(long firstEvent, int events, Fate fate) {
    promises.ended(firstEvent, events, fate);
    if (fate == Fate.ACKNOWLEDGED) {
      add(System.nanoTime(), firstEvent >>> CLIENT_SHIFT);
    }
  }

  private synchronized void add(long at, long client) {
    entries.add(new Entry(at, client));
  }

  /** Whether a client has ever got an acknowledgement. */
  synchronized boolean hasHeard(long client) {
    return entries.stream().anyMatch(entry -> entry.client() == client);
  }

  /** Clients that have got an acknowledgement since a moment. */
  synchronized int clientsSince(long since) {
    return firsts(since).size();
  }

  /** When the last of all clients that were answered since a moment was answered first. */
  synchronized long lastFirst(long since) {
    return firsts(since).values().stream().mapToLong(Long::longValue).max().orElse(since);
  }

  private Map<Long, Long> firsts(long since) {
    Map<Long, Long> firsts = new HashMap<>();
    for (int i = entries.size() - 1; i >= 0 && entries.get(i).at() - since > 0; i--) {
      firsts.put(entries.get(i).client(), entries.get(i).at());
    }
    return firsts;
  }

  /** The longest time between two moments in which nobody got an acknowledgement, in seconds. */
  synchronized double longestGap(long from, long to) {
    int first = entries.size();
    while (first > 0 && entries.get(first - 1).at() - from > 0) {
      first--;
    }
    long last = from;
    long longest = 0;
    for (Entry entry : entries.subList(first, entries.size())) {
      if (entry.at() - to > 0) {
        break;
      }
      longest = Math.max(longest, entry.at() - last);
      last = entry.at();
    }
    return Math.max(longest, to - last) / 1e9;
  }
}
