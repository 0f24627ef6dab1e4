package dev.firn.node.http;

import dev.firn.node.audit.Auditing;
import dev.firn.node.compaction.Compacting;
import dev.firn.node.history.HistoryDesk;
import dev.firn.node.lake.LakeAdoption;
import dev.firn.node.rejected.RejectedLetters;
import dev.firn.node.schema.SchemaDesk;
import dev.firn.node.upkeep.Maintaining;
import java.util.Map;
import java.util.Optional;

/** What the HTTP API tells of the cluster and the table. */
public interface NodeViews {

  /** Its nodes and shards. */
  ClusterDesk cluster();

  /** Names of the tables that this node knows, by their UUIDs. */
  default Map<String, String> tableNames() {
    return Map.of();
  }

  /** Hands the tables over to a catalog; empty where one has them. */
  default Optional<LakeAdoption> adoption() {
    return Optional.empty();
  }

  /** The history of the table of events. */
  HistoryDesk history();

  /** The schema of the table of events. */
  SchemaDesk schema();

  /** The audits of this node, where it has any. */
  default Optional<Auditing> audits() {
    return Optional.empty();
  }

  /** The compaction of this node, where it has the role for it. */
  default Optional<Compacting> compaction() {
    return Optional.empty();
  }

  /** The upkeep of this node, where it has any. */
  default Optional<Maintaining> upkeep() {
    return Optional.empty();
  }

  /** Events that were accepted and can never be written. */
  RejectedLetters rejected();

  /** All metrics in Prometheus' text form. */
  String metrics();
}
