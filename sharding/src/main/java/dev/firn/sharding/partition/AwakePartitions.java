package dev.firn.sharding.partition;

import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.StuckPartition;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The partitions awake on this node: what they last said of themselves, and where they can be told
 * something without the shard region. Thread-safe.
 */
public final class AwakePartitions {
  private final ConcurrentHashMap<String, PartitionStatus> statuses = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ActorRef<Command>> addresses = new ConcurrentHashMap<>();
  private final StuckPartitions stuck = new StuckPartitions();
  private volatile Consumer<String> whenGone = partition -> {};
  private volatile ObjLongConsumer<String> meter = (partition, bytes) -> {};

  void report(PartitionStatus status) {
    statuses.put(status.partition(), status);
  }

  /** The partition takes appends, until it {@link #rests} or is {@link #gone}. */
  void takesAppends(String partition, ActorRef<Command> address) {
    addresses.put(partition, address);
  }

  /** From now on the shard is to be asked, which starts the partition again if need be. */
  void rests(String partition) {
    addresses.remove(partition);
  }

  void gone(String partition) {
    addresses.remove(partition);
    statuses.remove(partition);
    whenGone.accept(partition);
  }

  /**
   * Where to tell the partition something, null where only the shard region knows. It may stop at
   * any time: who has told it something finds it missing here afterwards, or hears of it by {@link
   * #whenGone}.
   */
  public @Nullable ActorRef<Command> find(String partition) {
    return addresses.get(partition);
  }

  /** Has this listener told, on any thread, of each partition that has stopped. */
  public void whenGone(Consumer<String> listener) {
    whenGone = listener;
  }

  /** It cannot go on, and will try again. */
  void isStuck(String partition, String reason, Instant now) {
    stuck.note(partition, reason, now);
    statuses.computeIfPresent(partition, (id, status) -> status.in("stuck"));
  }

  void goesOn(String partition) {
    stuck.goesOn(partition);
  }

  /** Those that stand still, awake or stopped until their next try. */
  public List<StuckPartition> stuck() {
    return stuck.list(statuses::containsKey);
  }

  /** Has this meter told, on the partitions' threads, of the bytes of each append. */
  public void meterAppends(ObjLongConsumer<String> each) {
    meter = each;
  }

  void appended(String partition, long bytes) {
    meter.accept(partition, bytes);
  }

  /** In the order of their ids. */
  public List<PartitionStatus> list() {
    return statuses.values().stream()
        .sorted((left, right) -> left.partition().compareTo(right.partition()))
        .toList();
  }

  public int count() {
    return statuses.size();
  }

  /** Events not yet in the table. */
  public long rows() {
    return statuses.values().stream().mapToLong(PartitionStatus::rows).sum();
  }

  /** Their journaled size, in bytes. */
  public long bytes() {
    return statuses.values().stream().mapToLong(PartitionStatus::bytes).sum();
  }
}
