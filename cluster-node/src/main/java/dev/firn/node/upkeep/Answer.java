package dev.firn.node.upkeep;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Upkeep has threads of its own, which may wait for an answer, but not for ever. */
final class Answer {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Answer() {}

  static <T> T of(String whom, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CompletionException(
          whom + " did not answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new CompletionException(whom + " could not be asked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException("The node stops", e);
    }
  }
}
