package dev.firn.bench.faults.kill;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol.DeleteMessagesTo;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Journal plugin that hands everything to the node's real one, but for the one write at which the
 * node is to die.
 */
public final class KillingJournal extends AbstractActor {
  private final AtomicInteger seen = new AtomicInteger();
  private final KillPoint point = KillPoint.from(getContext().getSystem().settings().config());
  private final ActorRef real =
      Persistence.lookup()
          .get(getContext().getSystem())
          .journalFor(KillPoint.realJournal(getContext().getSystem()), ConfigFactory.empty());

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(WriteMessages.class, this::onWrite)
        .match(DeleteMessagesTo.class, this::onDelete)
        .matchAny(message -> real.forward(message, getContext()))
        .build();
  }

  private void onWrite(WriteMessages write) {
    boolean isHere = CollectionConverters.asJava(write.messages()).stream().anyMatch(this::isHere);
    real.forward(
        isHere
            ? new WriteMessages(write.messages(), inPlaceOfEntity(), write.actorInstanceId())
            : write,
        getContext());
  }

  private boolean isHere(PersistentEnvelope envelope) {
    return envelope instanceof AtomicWrite atomic
        && CollectionConverters.asJava(atomic.payload()).stream().anyMatch(this::isHere);
  }

  private boolean isHere(PersistentRepr event) {
    return point.isHere(event.persistenceId(), event.payload().getClass().getSimpleName(), seen);
  }

  private void onDelete(DeleteMessagesTo delete) {
    boolean isHere = point.isHere(delete.persistenceId(), KillPoint.TRUNCATION, seen);
    real.forward(
        isHere
            ? new DeleteMessagesTo(delete.persistenceId(), delete.toSequenceNr(), inPlaceOfEntity())
            : delete,
        getContext());
  }

  /** Whoever hears of the success of this one operation; before it, nobody will. */
  private ActorRef inPlaceOfEntity() {
    if (!point.isAfter()) {
      KillPoint.killThisProcess();
    }
    return getContext().actorOf(KillAfter.props());
  }
}
