package dev.firn.bench.faults.check;

import dev.firn.bench.load.Acknowledgements;
import dev.firn.bench.load.Workload;

/**
 * The events that a node has acknowledged, and those of which nobody knows; of all others nothing
 * may be there. Thread-safe.
 */
public final class Promises implements Acknowledgements {
  private final Workload workload;
  private final LongSet acknowledged = new LongSet();
  private final LongSet open = new LongSet();
  private long lastAcknowledgement = System.nanoTime();

  public Promises(Workload workload) {
    this.workload = workload;
  }

  @Override
  public synchronized void ended(long firstEvent, int events, Fate fate) {
    if (fate == Fate.REFUSED) {
      return;
    }
    LongSet ids = fate == Fate.ACKNOWLEDGED ? acknowledged : open;
    for (int i = 0; i < events; i++) {
      ids.add(number(workload.id(firstEvent + i)));
    }
    if (fate == Fate.ACKNOWLEDGED) {
      lastAcknowledgement = System.nanoTime();
    }
  }

  /** The run whose events these are. */
  public int run() {
    return workload.run();
  }

  /** Ids of a run differ in their last sixteen digits alone. */
  static long number(String id) {
    return Long.parseUnsignedLong(id, id.length() - 16, id.length(), 16);
  }

  /** Whether an event was sent by this run. */
  boolean isOwn(String id) {
    return id.length() == 25 && id.startsWith(workload.id(0).substring(0, 9));
  }

  /** When an event was acknowledged last, in {@link System#nanoTime()}. */
  public synchronized long lastAcknowledgement() {
    return lastAcknowledgement;
  }

  public synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  synchronized boolean isKnown(long event) {
    return acknowledged.contains(event) || open.contains(event);
  }

  /** Those that were acknowledged and are not among these. */
  synchronized Findings missingFrom(LongSet present) {
    Findings missing = new Findings("K1: an acknowledged event is missing");
    acknowledged.forEach(
        event -> {
          if (!present.contains(event)) {
            missing.add("%016x".formatted(event));
          }
        });
    return missing;
  }
}
