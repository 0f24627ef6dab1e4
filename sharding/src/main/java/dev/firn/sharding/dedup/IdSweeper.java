package dev.firn.sharding.dedup;

import dev.firn.sharding.DataFiles;
import dev.firn.sharding.ObjectFolder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Finds partitions that nobody appends to any more: the objects of their ids tell, so no list of
 * them is kept. They are woken a few at a time, forget what they need not remember, and sleep. One
 * in a cluster.
 */
public final class IdSweeper extends AbstractBehavior<IdSweeper.Command> {

  /** What the sweeper understands. */
  public sealed interface Command {}

  private record SweepDue() implements Command {}

  private record Found(List<ObjectFolder> folders) implements Command {}

  private record NotListed(Throwable cause) implements Command {}

  private record NextDue() implements Command {}

  private final IdSweepSettings settings;
  private final DataFiles files;
  private final InstantSource clock;
  private final Consumer<ObjectFolder> visit;
  private final TimerScheduler<Command> timers;
  private final ArrayDeque<ObjectFolder> waiting = new ArrayDeque<>();

  private IdSweeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      IdSweepSettings settings,
      DataFiles files,
      InstantSource clock,
      Consumer<ObjectFolder> visit) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.files = files;
    this.clock = clock;
    this.visit = visit;
    timers.startTimerWithFixedDelay(new SweepDue(), settings.first(), settings.interval());
  }

  /**
   * The behavior of a cluster's sweeper.
   *
   * @param visit tells the partition of that name which objects it seems to have
   */
  public static Behavior<Command> create(
      IdSweepSettings settings,
      DataFiles files,
      InstantSource clock,
      Consumer<ObjectFolder> visit) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new IdSweeper(context, timers, settings, files, clock, visit)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SweepDue.class, due -> onSweepDue())
        .onMessage(Found.class, this::onFound)
        .onMessage(NotListed.class, this::onNotListed)
        .onMessage(NextDue.class, due -> onNextDue())
        .build();
  }

  private Behavior<Command> onSweepDue() {
    if (waiting.isEmpty()) {
      Instant old = clock.instant().minus(settings.rememberFor());
      getContext()
          .pipeToSelf(
              files.foldersUntouchedSince(old, settings.mostAtOnce()),
              (folders, failure) -> failure == null ? new Found(folders) : new NotListed(failure));
    }
    return this;
  }

  private Behavior<Command> onFound(Found found) {
    if (!found.folders().isEmpty()) {
      getContext().getLog().info("ids to sweep partitions={}", found.folders().size());
    }
    waiting.addAll(found.folders());
    return onNextDue();
  }

  private Behavior<Command> onNotListed(NotListed failed) {
    getContext().getLog().warn("ids not swept; later again", failed.cause());
    return this;
  }

  private Behavior<Command> onNextDue() {
    ObjectFolder next = waiting.poll();
    if (next != null) {
      visit.accept(next);
      timers.startSingleTimer(
          NextDue.class, new NextDue(), Duration.ofSeconds(1).dividedBy(settings.perSecond()));
    }
    return this;
  }
}
