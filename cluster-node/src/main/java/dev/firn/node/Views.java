package dev.firn.node;

import dev.firn.node.audit.Auditing;
import dev.firn.node.compaction.Compacting;
import dev.firn.node.history.HistoryDesk;
import dev.firn.node.http.ClusterDesk;
import dev.firn.node.http.NodeViews;
import dev.firn.node.lake.Lake;
import dev.firn.node.lake.LakeAdoption;
import dev.firn.node.rejected.RejectedLetters;
import dev.firn.node.schema.SchemaDesk;
import dev.firn.node.upkeep.Maintaining;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;

/** What a running node tells of itself. */
record Views(
    ClusterDesk cluster,
    Lake lake,
    HistoryDesk history,
    SchemaDesk schema,
    Auditing auditing,
    Optional<Compacting> compaction,
    Maintaining maintaining,
    RejectedLetters rejected,
    PrometheusMeterRegistry meters)
    implements NodeViews {
  @Override
  public Optional<Auditing> audits() {
    return Optional.of(auditing);
  }

  @Override
  public Optional<Maintaining> upkeep() {
    return Optional.of(maintaining);
  }

  @Override
  public Optional<LakeAdoption> adoption() {
    return lake.adoption();
  }

  @Override
  public Map<String, String> tableNames() {
    return lake.tableNames();
  }

  @Override
  public String metrics() {
    return meters.scrape();
  }
}
