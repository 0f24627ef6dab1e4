package dev.firn.node;

import dev.firn.events.FailureText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the lake as often as it takes. A catalog that does not answer, or answers that it cannot,
 * is waited for: a node that is started during an outage is there when the outage ends. What
 * waiting cannot mend, such as a refused token or a table of another form, ends the start at once.
 */
final class PatientStart {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStart.class);
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 15_000;

  private final Executor threads;
  private final BooleanSupplier isGivenUp;
  private final Consumer<String> trouble;

  /**
   * @param isGivenUp whether the node is being stopped
   * @param trouble told, in a sentence, why the node waits
   */
  PatientStart(Executor threads, BooleanSupplier isGivenUp, Consumer<String> trouble) {
    this.threads = threads;
    this.isGivenUp = isGivenUp;
    this.trouble = trouble;
  }

  <T> CompletionStage<T> open(Supplier<T> opening) {
    return attempt(opening, 1, threads);
  }

  private <T> CompletionStage<T> attempt(Supplier<T> opening, int attempt, Executor when) {
    return CompletableFuture.supplyAsync(opening, when)
        .exceptionallyCompose(failure -> again(opening, attempt, failure));
  }

  private <T> CompletionStage<T> again(Supplier<T> opening, int attempt, Throwable failure) {
    if (isGivenUp.getAsBoolean() || !mayPass(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    Duration wait = waitAfter(attempt);
    String reason = FailureText.of(failure);
    trouble.accept("The table cannot be opened yet: " + reason);
    LOG.warn("The table could not be opened, next attempt in {} ms: {}", wait.toMillis(), reason);
    Executor later =
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, threads);
    return attempt(opening, attempt + 1, later);
  }

  static Duration waitAfter(int attempt) {
    return Duration.ofMillis(
        Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(attempt - 1, 10)));
  }

  /** Whether it is the catalog's or the store's trouble, and not what the node was told. */
  static boolean mayPass(Throwable failure) {
    Throwable cause = FailureText.unwrapped(failure);
    return cause instanceof ServiceFailureException
        || cause instanceof ServiceUnavailableException
        || cause instanceof CommitStateUnknownException
        || cause instanceof RuntimeIOException
        || cause instanceof UncheckedIOException
        || (cause instanceof RESTException && isOfTransport(cause));
  }

  /** The REST client's general exception stands for both no answer and one it does not know. */
  private static boolean isOfTransport(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return failure.getClass() == RESTException.class;
  }
}
