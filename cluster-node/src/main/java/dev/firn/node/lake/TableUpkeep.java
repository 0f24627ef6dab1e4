package dev.firn.node.lake;

import dev.firn.catalog.ledger.SnapshotExpiry;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a table's metadata small while commits come every few seconds. */
public final class TableUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(TableUpkeep.class);

  private final SnapshotExpiry expiry;
  private final Executor threads;

  TableUpkeep(SnapshotExpiry expiry, Executor threads) {
    this.expiry = expiry;
    this.threads = threads;
  }

  /** Begins to expire old snapshots, again and again, until the system ends. */
  public void start(ActorSystem<?> system, Duration interval) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            interval,
            interval,
            () -> threads.execute(this::expireSnapshots),
            system.executionContext());
  }

  private void expireSnapshots() {
    try {
      int expired = expiry.expire();
      if (expired > 0) {
        LOG.info("expired snapshots={}", expired);
      }
    } catch (RuntimeException e) {
      LOG.warn("Old snapshots could not be expired; they will be, later", e);
    }
  }
}
