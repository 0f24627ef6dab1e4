package dev.firn.bench.faults.kill;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;

/** Snapshot plugin that hands everything to the node's real one, as {@link KillingJournal} does. */
public final class KillingSnapshots extends AbstractActor {
  private final AtomicInteger seen = new AtomicInteger();
  private final KillPoint point = KillPoint.from(getContext().getSystem().settings().config());
  private final ActorRef real =
      Persistence.lookup()
          .get(getContext().getSystem())
          .snapshotStoreFor(
              KillPoint.realJournal(getContext().getSystem()) + ".snapshot", ConfigFactory.empty());

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(SaveSnapshot.class, this::onSave)
        .matchAny(message -> real.forward(message, getContext()))
        .build();
  }

  private void onSave(SaveSnapshot save) {
    if (!point.isHere(save.metadata().persistenceId(), KillPoint.SNAPSHOT, seen)) {
      real.forward(save, getContext());
    } else if (point.isAfter()) {
      real.tell(save, getContext().actorOf(KillAfter.props()));
    } else {
      KillPoint.killThisProcess();
    }
  }
}
