package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/**
 * What the parts of one committer's actor share. Slow work runs elsewhere and comes back as a
 * message that carries the number of the life it was begun in.
 */
final class CommitterWork {
  final String tableUuid;
  final String persistenceId;
  final ActorContext<Command> context;
  final TimerScheduler<Command> timers;
  final CommitterServices services;
  final CommitterSettings settings;
  final EffectFactories<CommitterEvent, CommitterState> effects;
  final PendingFiles pending = new PendingFiles();
  private long life;

  CommitterWork(
      String tableUuid,
      String persistenceId,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CommitterServices services,
      EffectFactories<CommitterEvent, CommitterState> effects) {
    this.tableUuid = tableUuid;
    this.persistenceId = persistenceId;
    this.context = context;
    this.timers = timers;
    this.services = services;
    this.settings = services.settings();
    this.effects = effects;
  }

  void beginLife() {
    life++;
    pending.clear();
  }

  long life() {
    return life;
  }

  boolean isOfThisLife(long number) {
    return number == life;
  }

  <T> void pipe(
      CompletionStage<T> work,
      Function<T, Command> onSuccess,
      Function<Throwable, Command> onFailure) {
    context.pipeToSelf(
        work,
        (value, failure) -> failure == null ? onSuccess.apply(value) : onFailure.apply(failure));
  }

  /** After so many attempts, the next one comes at this distance. */
  Duration backOff(int attempts) {
    return settings.retryAfter(attempts, ThreadLocalRandom.current().nextDouble());
  }

  /** For what is journaled. */
  long now() {
    return services.clock().millis();
  }

  /** Milliseconds of a clock that never jumps, for waits. */
  long ticks() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
