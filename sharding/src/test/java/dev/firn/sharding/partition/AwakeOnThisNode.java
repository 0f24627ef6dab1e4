package dev.firn.sharding.partition;

import dev.firn.sharding.partition.PartitionProtocol.Command;
import org.apache.pekko.actor.typed.ActorRef;

/** Partitions that come and go as a test says. */
public final class AwakeOnThisNode {
  private final AwakePartitions partitions = new AwakePartitions();

  public AwakePartitions partitions() {
    return partitions;
  }

  public void comes(String partition, ActorRef<Command> address) {
    partitions.takesAppends(partition, address);
  }

  public void goes(String partition) {
    partitions.gone(partition);
  }
}
