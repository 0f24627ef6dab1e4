package dev.firn.sharding.tenant;

import dev.firn.sharding.Portable;
import org.apache.pekko.actor.typed.ActorRef;

/** What a tenant's register of event types is asked, and what it answers. */
public interface TenantProtocol {

  /** Everything a register understands. */
  interface Command {}

  /** May the tenant use this type? Asked once by a node for each type it has not met. */
  record AskType(String tenant, String type, ActorRef<TypeVerdict> replyTo)
      implements Command, Portable {}

  /** From the shard, at passivation and hand-over. */
  record Stop() implements Command, Portable {}

  /**
   * The answer.
   *
   * @param isAllowed the type is known, or one of those that may be new today
   */
  record TypeVerdict(String tenant, String type, boolean isAllowed) implements Portable {}
}
