package dev.firn.bench.scale;

import java.util.List;

/** The table of docs/sizing.md: what a load needs, of everything, with room for a lost node. */
final class SizingTable {
  private static final double[] LOADS = {1_000, 10_000, 40_000, 100_000, 250_000};
  private static final double USE = 0.5;
  private static final int FEWEST = 3;

  private SizingTable() {}

  static String table() {
    Markdown table =
        new Markdown(
            List.of(
                "events/s",
                "nodes of 4 cores",
                "cores busy",
                "heap, memory of a node",
                "disk of a node",
                "PostgreSQL rows/s",
                "its log, MB/s",
                "its cores",
                "journal, GiB",
                "its disk, GiB",
                "data files/s",
                "PUTs/s",
                "other requests/s",
                "table, GB a day"));
    for (double load : LOADS) {
      table.row(row(load));
    }
    return table.toString();
  }

  private static List<String> row(double load) {
    int nodes = nodes(load);
    Flow flow = new Flow(inputs(load, nodes));
    double journal = Math.max(4, Math.ceil(outageBytes(flow) / (1 << 30)));
    return List.of(
        Markdown.figure(load),
        String.valueOf(nodes),
        Markdown.figure(flow.nodeCores()),
        memory(flow),
        "8 GiB",
        Markdown.figure(flow.journalRows()),
        Markdown.figure(flow.logBytes() / 1e6),
        Markdown.figure(flow.databaseCores()),
        Markdown.figure(journal),
        Markdown.figure(3 * journal + 2),
        Markdown.figure(flow.files()),
        Markdown.figure(flow.puts()),
        Markdown.figure(flow.reads() + flow.deletes()),
        Markdown.figure(flow.tableBytesOfDay() / 1e9));
  }

  /** A quarter of the heap is for ids, of two hours when one ends; half as much lies outside it. */
  private static String memory(Flow flow) {
    int heap = 1;
    while (2 * flow.idHeapOfNode() > heap * (double) (1 << 30) / 4) {
      heap *= 2;
    }
    return heap + " GiB, " + Markdown.exact(1.5 * heap + 0.5) + " GiB";
  }

  /** What half an hour without the catalog or the store leaves in the journal. */
  private static double outageBytes(Flow flow) {
    return flow.journalBytes() * 1_800 + flow.plansBytes();
  }

  /** As few as keep each half idle, one of them lost. */
  private static int nodes(double load) {
    int nodes = FEWEST;
    while (new Flow(inputs(load, nodes)).nodeCores() > (nodes - 1) * USE * coresOfNode()) {
      nodes++;
    }
    return nodes;
  }

  private static double coresOfNode() {
    return Input.NODE_CORES.preset();
  }

  private static Inputs inputs(double load, int nodes) {
    return Inputs.DEFAULT.with(Input.EVENTS, load).with(Input.NODES, nodes).with(Input.TYPES, 100);
  }
}
