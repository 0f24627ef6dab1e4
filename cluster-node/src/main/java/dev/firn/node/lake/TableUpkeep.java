package dev.firn.node.lake;

import dev.firn.catalog.table.EventTable;
import dev.firn.node.http.NodeViews.SnapshotStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.iceberg.Snapshot;

/** What a node shows of its table, and does for it beside filling it. */
public final class TableUpkeep {
  private final EventTable table;
  private final Executor threads;

  TableUpkeep(EventTable table, Executor threads) {
    this.table = table;
    this.threads = threads;
  }

  /** The table's snapshots, newest first. */
  public CompletionStage<List<SnapshotStatus>> snapshots() {
    return CompletableFuture.supplyAsync(this::list, threads);
  }

  private List<SnapshotStatus> list() {
    List<SnapshotStatus> snapshots = new ArrayList<>();
    for (Snapshot snapshot : table.fresh().snapshots()) {
      snapshots.add(status(snapshot));
    }
    Collections.reverse(snapshots);
    return snapshots;
  }

  private static SnapshotStatus status(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return new SnapshotStatus(
        snapshot.snapshotId(),
        snapshot.sequenceNumber(),
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        snapshot.operation(),
        summary == null ? Map.of() : summary);
  }
}
