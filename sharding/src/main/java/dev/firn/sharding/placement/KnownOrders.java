package dev.firn.sharding.placement;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWRegister;
import org.apache.pekko.cluster.ddata.LWWRegisterKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator.SubscribeResponse;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator.Update;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.jspecify.annotations.Nullable;

/**
 * This node's copy of the orders in force. The desk spreads them by Distributed Data after they are
 * journaled; the revision decides which of two is the newer, not a clock. Thread-safe.
 */
final class KnownOrders {
  private static final Key<LWWRegister<Orders>> KEY =
      LWWRegisterKey.create("firn-placement-orders");
  private static final LWWRegister.Clock<Orders> BY_REVISION =
      (previous, orders) -> orders.revision();

  private volatile @Nullable Orders orders;

  private record Changed(SubscribeResponse<LWWRegister<Orders>> response) {}

  /** Nothing, until the desk has been heard of. */
  Optional<Orders> orders() {
    return Optional.ofNullable(orders);
  }

  /** Keeps this copy up to date. */
  Behavior<?> following() {
    return DistributedData.withReplicatorMessageAdapter(
        (ReplicatorMessageAdapter<Changed, LWWRegister<Orders>> replicator) -> {
          replicator.subscribe(KEY, Changed::new);
          return Behaviors.receive(Changed.class).onMessage(Changed.class, this::onChanged).build();
        });
  }

  private Behavior<Changed> onChanged(Changed changed) {
    if (changed.response() instanceof Replicator.Changed<LWWRegister<Orders>> register) {
      learn(register.dataValue().getValue());
    }
    return Behaviors.same();
  }

  private synchronized void learn(Orders found) {
    Orders last = orders;
    if (last == null || found.revision() >= last.revision()) {
      orders = found;
    }
  }

  /** From the desk: these are in force. */
  void spread(ActorSystem<?> system, Orders inForce) {
    learn(inForce);
    SelfUniqueAddress self = DistributedData.get(system).selfUniqueAddress();
    DistributedData.get(system)
        .replicator()
        .tell(
            new Update<>(
                KEY,
                LWWRegister.create(self, Orders.NONE, BY_REVISION),
                Replicator.writeLocal(),
                system.ignoreRef(),
                register ->
                    register.getValue().revision() > inForce.revision()
                        ? register
                        : register.withValue(self, inForce, BY_REVISION)));
  }
}
