package dev.firn.sharding.route;

import dev.firn.events.EventBatch;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Encodes batches and takes them to their partitions: straight to those awake on this node, through
 * the shard region to all others. What departs together is encoded in few tasks and sent together,
 * so that the journal can sync it together.
 */
final class BatchSender {
  private static final long BYTES_PER_TASK = 256 << 10;

  /** What a sender tells the router that owns the departures; any thread. */
  interface Listener {
    void notEncoded(Departure departure, Throwable cause);

    /** The partition stopped while it was told of a batch, which it may not have seen. */
    void stopped(String partition);
  }

  private final ActorRef<ShardingEnvelope<PartitionProtocol.Command>> region;
  private final AwakePartitions awake;
  private final Executor encoder;
  private final ActorRef<AppendReply> replies;
  private final Listener listener;

  BatchSender(
      ActorRef<ShardingEnvelope<PartitionProtocol.Command>> region,
      AwakePartitions awake,
      Executor encoder,
      ActorRef<AppendReply> replies,
      Listener listener) {
    this.region = region;
    this.awake = awake;
    this.encoder = encoder;
    this.replies = replies;
    this.listener = listener;
  }

  void send(List<Departure> departures) {
    List<Departure> task = new ArrayList<>();
    long bytes = 0;
    for (Departure departure : departures) {
      task.add(departure);
      bytes += departure.sizeInBytes();
      if (bytes >= BYTES_PER_TASK) {
        execute(task);
        task = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!task.isEmpty()) {
      execute(task);
    }
  }

  private void execute(List<Departure> task) {
    encoder.execute(
        () -> {
          List<Departure> encoded = new ArrayList<>(task.size());
          for (Departure departure : task) {
            encode(departure, encoded::add);
          }
          encoded.forEach(this::sendDirectly);
        });
  }

  private void encode(Departure departure, Consumer<Departure> encoded) {
    try {
      departure.encode();
      encoded.accept(departure);
    } catch (RuntimeException | Error e) {
      listener.notEncoded(departure, e);
    }
  }

  private void sendDirectly(Departure departure) {
    String id = departure.lane().id();
    ActorRef<PartitionProtocol.Command> partition = awake.find(id);
    EventBatch batch = departure.batch();
    if (partition == null || batch == null) {
      sendThroughRegion(departure);
      return;
    }
    partition.tell(append(departure, batch));
    if (awake.find(id) != partition) {
      listener.stopped(id);
    }
  }

  /** Wakes the partition, wherever it is. */
  void sendThroughRegion(Departure departure) {
    EventBatch batch = departure.batch();
    if (batch != null) {
      region.tell(new ShardingEnvelope<>(departure.lane().id(), append(departure, batch)));
    }
  }

  private Append append(Departure departure, EventBatch batch) {
    return new Append(departure.batchId(), departure.attempt(), batch, replies);
  }
}
