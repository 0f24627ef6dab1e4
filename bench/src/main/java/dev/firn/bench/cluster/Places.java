package dev.firn.bench.cluster;

import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the nodes of a cluster run. */
interface Places extends AutoCloseable {
  List<NodePlace> nodes();

  /** The key that clients and operators show, where nodes ask for one. */
  Optional<String> key();

  /** A setting of a node that names something on this machine, as the node has to name it. */
  String seenFromNodes(String setting) throws IOException;

  @Override
  void close();

  /** All on loopback. */
  record Loopback(List<NodePlace> nodes) implements Places {
    public Loopback {
      nodes = List.copyOf(nodes);
    }

    static Loopback of(int count) throws IOException {
      List<NodePlace> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(NodePlace.onLoopback(NodeProcess.freePort(), NodeProcess.freePort()));
      }
      return new Loopback(nodes);
    }

    @Override
    public Optional<String> key() {
      return Optional.empty();
    }

    @Override
    public String seenFromNodes(String setting) {
      return setting;
    }

    @Override
    public void close() {
      // Loopback stays.
    }
  }
}
