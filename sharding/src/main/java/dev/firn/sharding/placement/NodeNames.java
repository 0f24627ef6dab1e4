package dev.firn.sharding.placement;

import org.apache.pekko.actor.Address;

/** Names of nodes for operators: host and port, which a node keeps when it is started again. */
public final class NodeNames {
  private NodeNames() {}

  public static String of(Address address) {
    return address.getHost().orElse("local") + address.getPort().map(port -> ":" + port).orElse("");
  }
}
