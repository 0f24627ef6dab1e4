package dev.firn.bench.ingest;

import dev.firn.bench.target.ClusterProcess;
import dev.firn.bench.target.Metrics;
import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.TableState;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is driven.
 *
 * @param nodes that events go to in turn
 * @param catalog where the table is asked for
 * @param processes of the nodes; none where they are not known
 * @param database the server that keeps the journal, where it is measured
 * @param keeper what serves the catalog and looks after nodes, where it is a process of its own
 */
record Subject(
    List<URI> nodes,
    URI catalog,
    List<Long> processes,
    Optional<ProcessHandle> database,
    OptionalLong keeper) {

  Subject {
    nodes = List.copyOf(nodes);
    processes = List.copyOf(processes);
  }

  static Subject of(URI node, OptionalLong pid) {
    List<Long> processes = pid.isPresent() ? List.of(pid.getAsLong()) : List.of();
    return new Subject(List.of(node), node, processes, Optional.empty(), OptionalLong.empty());
  }

  static Subject of(ClusterProcess cluster) throws IOException {
    return new Subject(
        cluster.nodes(),
        cluster.catalog().resolve("/"),
        cluster.nodeProcesses().stream().map(ProcessHandle::pid).toList(),
        cluster.postgres(),
        OptionalLong.of(cluster.keeper()));
  }

  /** Asks all of them. */
  static final class Asked {
    private final List<NodeApi> nodes;
    private final NodeApi catalog;

    Asked(Subject subject) {
      this.nodes = subject.nodes().stream().map(NodeApi::new).toList();
      this.catalog = new NodeApi(subject.catalog());
    }

    TableState table() throws IOException, InterruptedException {
      return catalog.table();
    }

    /** Added up over the nodes. */
    Metrics metrics() throws IOException, InterruptedException {
      List<Metrics> all = new ArrayList<>();
      for (NodeApi node : nodes) {
        all.add(node.metrics());
      }
      return Metrics.sumOf(all);
    }
  }
}
