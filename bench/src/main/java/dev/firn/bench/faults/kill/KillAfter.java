package dev.firn.bench.faults.kill;

import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;

/** Is told in an entity's place that something is durable; the entity never hears of it. */
final class KillAfter extends AbstractActor {
  static Props props() {
    return Props.create(KillAfter.class, KillAfter::new);
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder().matchAny(durable -> KillPoint.killThisProcess()).build();
  }
}
