package dev.firn.node.lake;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls of a catalog that end. Its client waits for as long as a {@code Retry-After} says, and its
 * read timeout starts anew with every byte: a call that takes too long is interrupted, and failed.
 * What it had asked for may still happen, as after any lost answer.
 */
final class BoundedCalls {
  private final Executor threads;
  private final Duration longest;

  /**
   * @param longest a call may take, from when it gets a thread
   */
  BoundedCalls(Executor threads, Duration longest) {
    this.threads = threads;
    this.longest = longest;
  }

  <T> CompletionStage<T> call(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    threads.execute(() -> run(work, answer));
    return answer;
  }

  private <T> void run(Supplier<T> work, CompletableFuture<T> answer) {
    Caller caller = new Caller(Thread.currentThread());
    CompletableFuture<Void> bell =
        CompletableFuture.runAsync(
            () -> {
              TimeoutException tooLong =
                  new TimeoutException(
                      "The catalog took longer than " + longest.toSeconds() + " s");
              caller.interrupt(() -> answer.completeExceptionally(tooLong));
            },
            CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS));
    try {
      answer.complete(work.get());
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    } catch (Error e) {
      answer.completeExceptionally(e);
      throw e;
    } finally {
      bell.cancel(false);
      caller.leave();
    }
  }

  /** The thread of one call; an interrupt meant for it never meets the thread's next one. */
  private static final class Caller {
    private final Thread thread;
    private boolean isInterrupted;
    private boolean hasLeft;

    Caller(Thread thread) {
      this.thread = thread;
    }

    /**
     * @param before done first, so that what the interrupt makes of the call is not its answer
     */
    synchronized void interrupt(Runnable before) {
      if (!hasLeft) {
        before.run();
        isInterrupted = true;
        thread.interrupt();
      }
    }

    synchronized void leave() {
      hasLeft = true;
      if (isInterrupted) {
        Thread.interrupted();
      }
    }
  }
}
