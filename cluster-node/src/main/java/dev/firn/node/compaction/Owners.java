package dev.firn.node.compaction;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which node of a cluster compacts a partition: every node answers the same without asking, and
 * when one comes or goes only its own share moves (rendezvous hashing). While nodes disagree about
 * who is there, two may take one partition, and one of them has worked for nothing.
 */
final class Owners {
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;

  private Owners() {}

  /** One of the nodes; nothing where there is none. */
  static Optional<String> of(String partition, Collection<String> nodes) {
    return nodes.stream()
        .max(
            Comparator.<String>comparingLong(node -> weight(node, partition))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** FNV-1a, and the last steps of MurmurHash3, without which names that end alike would too. */
  private static long weight(String node, String partition) {
    String text = node + " " + partition;
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
