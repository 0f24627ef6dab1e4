package dev.firn.bench.cluster;

import java.net.URI;
import java.util.List;

/**
 * Where a node runs and how it is reached.
 *
 * @param name host and port of its membership
 * @param url of its API
 * @param prefix of the command that runs it
 * @param settings that follow from the place, each as {@code -Dkey=value}
 */
record NodePlace(String name, URI url, List<String> prefix, List<String> settings) {
  NodePlace {
    prefix = List.copyOf(prefix);
    settings = List.copyOf(settings);
  }

  /** On loopback, on ports of its own. */
  static NodePlace onLoopback(int membershipPort, int httpPort) {
    return new NodePlace(
        "127.0.0.1:" + membershipPort,
        URI.create("http://127.0.0.1:" + httpPort),
        List.of(),
        List.of("-Dfirn.cluster.port=" + membershipPort));
  }
}
