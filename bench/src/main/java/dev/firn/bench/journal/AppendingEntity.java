package dev.firn.bench.journal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesSuccess;

/**
 * Persists one event after the other: when it is told to, or without a pause. Truncates all but the
 * last ones every so many.
 */
final class AppendingEntity extends AbstractPersistentActor {
  /** Append; the time is when it was due, in {@link System#nanoTime()}. */
  record Append(long due) {}

  private final String id;
  private final byte[] payload;
  private final int keep;
  private final boolean isRestless;
  private final LongConsumer latencies;

  private AppendingEntity(
      String id, byte[] payload, int keep, boolean isRestless, LongConsumer latencies) {
    this.id = id;
    this.payload = payload;
    // Not all at once.
    this.keep = keep + ThreadLocalRandom.current().nextInt(keep);
    this.isRestless = isRestless;
    this.latencies = latencies;
  }

  static Props props(
      String id, byte[] payload, int keep, boolean isRestless, LongConsumer latencies) {
    return Props.create(
        AppendingEntity.class, () -> new AppendingEntity(id, payload, keep, isRestless, latencies));
  }

  @Override
  public String persistenceId() {
    return id;
  }

  @Override
  public AbstractActor.Receive createReceiveRecover() {
    return receiveBuilder().build();
  }

  @Override
  public AbstractActor.Receive createReceive() {
    return receiveBuilder()
        .match(Append.class, this::append)
        .match(DeleteMessagesSuccess.class, deleted -> {})
        .build();
  }

  private void append(Append append) {
    persist(
        payload,
        stored -> {
          latencies.accept(System.nanoTime() - append.due());
          if (lastSequenceNr() % keep == 0) {
            deleteMessages(lastSequenceNr() - keep);
          }
          if (isRestless) {
            self().tell(new Append(System.nanoTime()), self());
          }
        });
  }
}
