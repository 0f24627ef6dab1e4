package dev.firn.sharding.entity;

import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/**
 * What the parts of one event-sourced actor share. Slow work runs elsewhere and comes back as a
 * message that carries the number of the life it was begun in: the actor may have failed and
 * recovered meanwhile, and what an earlier life began is then of no use.
 *
 * @param <C> its commands
 * @param <E> what it journals
 * @param <S> its state
 */
public abstract class EntityWork<C, E, S> {
  public final String persistenceId;
  public final ActorContext<C> context;
  public final TimerScheduler<C> timers;
  public final EffectFactories<E, S> effects;
  private final InstantSource clock;
  private long life;

  protected EntityWork(
      String persistenceId,
      ActorContext<C> context,
      TimerScheduler<C> timers,
      EffectFactories<E, S> effects,
      InstantSource clock) {
    this.persistenceId = persistenceId;
    this.context = context;
    this.timers = timers;
    this.effects = effects;
    this.clock = clock;
  }

  /** At the end of a recovery. */
  public void beginLife() {
    life++;
  }

  public final long life() {
    return life;
  }

  public final boolean isOfThisLife(long number) {
    return number == life;
  }

  public final <T> void pipe(
      CompletionStage<T> work, Function<T, C> onSuccess, Function<Throwable, C> onFailure) {
    context.pipeToSelf(
        work,
        (value, failure) -> failure == null ? onSuccess.apply(value) : onFailure.apply(failure));
  }

  /** Milliseconds since the epoch, for what is recorded. */
  public final long now() {
    return clock.millis();
  }

  /** Milliseconds of a clock that never jumps, for waits and intervals; of no use elsewhere. */
  public final long ticks() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
