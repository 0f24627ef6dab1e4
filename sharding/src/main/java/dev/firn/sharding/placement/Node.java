package dev.firn.sharding.placement;

/**
 * A member of the cluster as placement sees it.
 *
 * @param name host and port, the same over restarts
 * @param version of the application, for people
 * @param versionRank the same, comparable: of two nodes the greater one runs the newer version
 * @param takesShards it has the role, and its shard region is known to the coordinator
 */
public record Node(
    String name, String version, int versionRank, Standing standing, boolean takesShards) {

  /** How a member stands in the cluster. */
  public enum Standing {
    JOINING,
    UP,
    LEAVING,
    UNREACHABLE
  }

  boolean isOpen() {
    return takesShards && standing == Standing.UP;
  }

  Node with(Standing other) {
    return new Node(name, version, versionRank, other, takesShards);
  }
}
