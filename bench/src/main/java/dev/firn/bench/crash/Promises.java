package dev.firn.bench.crash;

import dev.firn.bench.load.Acknowledgements;
import dev.firn.bench.load.Workload;
import java.util.HashSet;
import java.util.Set;

/** The ids that the node has acknowledged, and those of which nobody knows. */
final class Promises implements Acknowledgements {
  private final Workload workload;
  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> indeterminate = new HashSet<>();

  Promises(Workload workload) {
    this.workload = workload;
  }

  @Override
  public synchronized void ended(long firstEvent, int events, boolean isAcknowledged) {
    Set<String> ids = isAcknowledged ? acknowledged : indeterminate;
    for (int i = 0; i < events; i++) {
      ids.add(workload.id(firstEvent + i));
    }
  }

  synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  synchronized Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  synchronized Set<String> indeterminate() {
    return Set.copyOf(indeterminate);
  }
}
