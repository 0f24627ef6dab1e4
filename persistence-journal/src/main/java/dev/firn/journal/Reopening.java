package dev.firn.journal;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the journal is opened anew after a write failed for want of room: when there is more
 * than the reserve, and ever more rarely while that does not help (a quota does not show in the
 * free space). Used by one thread, but for the outcome of an attempt.
 */
final class Reopening {

  private static final Logger LOG = LoggerFactory.getLogger(Reopening.class);
  private static final long FIRST_PAUSE = Duration.ofMillis(500).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(15).toNanos();

  private final FailureLatch failure;
  private final long reserve;
  private final Supplier<CompletionStage<Done>> reopen;
  private final WriteStatistics statistics;
  private final LongSupplier nanoTime;
  private long pause = FIRST_PAUSE;
  private long lastAttempt;
  private volatile boolean isUnderWay;

  Reopening(
      FailureLatch failure,
      long reserve,
      Supplier<CompletionStage<Done>> reopen,
      WriteStatistics statistics) {
    this(failure, reserve, reopen, statistics, System::nanoTime);
  }

  Reopening(
      FailureLatch failure,
      long reserve,
      Supplier<CompletionStage<Done>> reopen,
      WriteStatistics statistics,
      LongSupplier nanoTime) {
    this.failure = failure;
    this.reserve = reserve;
    this.reopen = reopen;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
    this.lastAttempt = nanoTime.getAsLong() - LONGEST_PAUSE;
  }

  /** Called every so often while the journal is read-only. */
  void consider(long usableDiskBytes) {
    boolean mayHelp = failure.failure().map(WriteFailure::isWantOfRoom).orElse(false);
    long now = nanoTime.getAsLong();
    if (!mayHelp || isUnderWay || usableDiskBytes < reserve) {
      return;
    }
    // An attempt long after the last one is about another failure.
    pause = now - lastAttempt > 4 * LONGEST_PAUSE ? FIRST_PAUSE : pause;
    if (now - lastAttempt < pause) {
      return;
    }
    lastAttempt = now;
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    isUnderWay = true;
    reopen.get().whenComplete(this::attempted);
  }

  private void attempted(Done done, Throwable error) {
    isUnderWay = false;
    if (error == null) {
      statistics.reopened();
      LOG.info("The journal was opened anew and takes events again");
    } else {
      LOG.warn("The journal could not be opened anew: {}", error.getMessage());
    }
  }
}
