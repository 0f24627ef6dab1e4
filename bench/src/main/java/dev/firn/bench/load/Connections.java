package dev.firn.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One client's connections to all nodes, which it uses in turn. A node that did not answer is left
 * alone for a while, longer each time, as long as there are others. One thread.
 */
final class Connections implements AutoCloseable {
  private static final long FIRST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_DOUBLINGS = 4;

  private final List<Connection> nodes = new ArrayList<>();
  private final long[] restsUntil;
  private final int[] failures;
  private int next;

  /**
   * @param first the node that gets the first request
   */
  Connections(Targets targets, int first) {
    for (URI node : targets.nodes()) {
      nodes.add(
          new Connection(
              new InetSocketAddress(node.getHost(), node.getPort()), targets.longestAnswer()));
    }
    this.restsUntil = new long[nodes.size()];
    this.failures = new int[nodes.size()];
    Arrays.fill(restsUntil, System.nanoTime());
    this.next = first % nodes.size();
  }

  /** A fault closes the connection; whether the node took the request is then not known. */
  Answer exchange(ByteBuffer request) throws IOException {
    int node = choose();
    try {
      Answer answer = nodes.get(node).exchange(request);
      failures[node] = 0;
      return answer;
    } catch (IOException e) {
      restsUntil[node] = System.nanoTime() + (FIRST_REST_NANOS << failures[node]);
      failures[node] = Math.min(MOST_DOUBLINGS, failures[node] + 1);
      throw e;
    }
  }

  private int choose() {
    long now = System.nanoTime();
    int chosen = next;
    for (int i = 0; i < nodes.size(); i++) {
      int candidate = (next + i) % nodes.size();
      if (restsUntil[candidate] - now <= 0) {
        chosen = candidate;
        break;
      }
    }
    next = (chosen + 1) % nodes.size();
    return chosen;
  }

  @Override
  public void close() throws IOException {
    for (Connection node : nodes) {
      node.close();
    }
  }
}
