package dev.firn.node.compaction;

import dev.firn.catalog.compaction.CompactionOutcome;
import dev.firn.catalog.compaction.Occasion;
import dev.firn.catalog.compaction.PartitionCompaction;
import dev.firn.catalog.compaction.PartitionCompaction.Planned;
import dev.firn.catalog.rewrite.RewriteMonitor;
import dev.firn.events.PartitionKey;
import java.util.List;

/** What is done in a job; {@link PartitionCompaction} says how. */
interface Compactor {
  CompactionOutcome compact(PartitionKey partition, Occasion occasion, RewriteMonitor monitor);

  List<Planned> plan(PartitionKey partition, Occasion occasion);

  static Compactor of(PartitionCompaction compaction) {
    return new Compactor() {
      @Override
      public CompactionOutcome compact(
          PartitionKey partition, Occasion occasion, RewriteMonitor monitor) {
        return compaction.compact(partition, occasion, monitor);
      }

      @Override
      public List<Planned> plan(PartitionKey partition, Occasion occasion) {
        return compaction.plan(partition, occasion);
      }
    };
  }
}
