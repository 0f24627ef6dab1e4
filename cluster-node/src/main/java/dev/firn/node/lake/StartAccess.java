package dev.firn.node.lake;

import dev.firn.catalog.table.AccessCheck;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.MissingAccessException;
import dev.firn.events.FailureText;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node starts, as far as its rights at the lake go. A refusal ends the start: events
 * would be acknowledged and never written. Anything else, such as a store that does not answer, is
 * an outage, and a node that starts during one takes events as it would have gone on doing.
 */
final class StartAccess {
  private static final Logger LOG = LoggerFactory.getLogger(StartAccess.class);
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private StartAccess() {}

  /**
   * Blocks until it is known, or for 3 s.
   *
   * @throws MissingAccessException saying what is missing
   */
  static void require(EventTable table, Executor threads) {
    try {
      new BoundedCalls(threads, LONGEST)
          .call(
              () -> {
                new AccessCheck(table).run();
                return true;
              })
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof MissingAccessException missing) {
        throw missing;
      }
      LOG.warn(
          "Whether the store of {} lets this node write could not be tried: {}",
          table.name(),
          FailureText.of(e));
    }
  }
}
