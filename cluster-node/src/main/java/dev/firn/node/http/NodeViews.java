package dev.firn.node.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What the HTTP API tells of the cluster and the table. */
public interface NodeViews {

  List<NodeStatus> nodes();

  /** Newest first. */
  CompletionStage<List<SnapshotStatus>> snapshots();

  /** All metrics in Prometheus' text form. */
  String metrics();

  /**
   * One node of the cluster.
   *
   * @param http the URL of its API
   */
  record NodeStatus(String address, String http, String status, boolean self) {}

  /** One snapshot of the table. */
  record SnapshotStatus(
      long id,
      long sequenceNumber,
      Instant committed,
      String operation,
      Map<String, String> summary) {
    public SnapshotStatus {
      summary = Map.copyOf(summary);
    }
  }
}
