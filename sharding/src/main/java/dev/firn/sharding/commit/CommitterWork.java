package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.entity.EntityWork;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/** What the parts of one committer's actor share. */
final class CommitterWork extends EntityWork<Command, CommitterEvent, CommitterState> {
  final String tableUuid;
  final CommitterServices services;
  final CommitterSettings settings;
  final PendingFiles pending = new PendingFiles();

  CommitterWork(
      String tableUuid,
      String persistenceId,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CommitterServices services,
      EffectFactories<CommitterEvent, CommitterState> effects) {
    super(persistenceId, context, timers, effects, services.clock());
    this.tableUuid = tableUuid;
    this.services = services;
    this.settings = services.settings();
  }

  @Override
  public void beginLife() {
    super.beginLife();
    pending.clear();
  }

  /** After so many attempts, the next one comes at this distance. */
  Duration backOff(int attempts) {
    return settings.retryAfter(attempts, ThreadLocalRandom.current().nextDouble());
  }
}
