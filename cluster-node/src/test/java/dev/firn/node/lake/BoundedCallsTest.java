package dev.firn.node.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedCallsTest {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    thread.shutdownNow();
  }

  @Test
  void aCallThatTakesTooLongFailsAndGivesItsThreadBackUninterrupted() throws Exception {
    BoundedCalls calls = new BoundedCalls(thread, Duration.ofMillis(50));
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    var held =
        calls.call(
            () -> {
              try {
                return never.await(1, TimeUnit.HOURS);
              } catch (InterruptedException e) {
                wasInterrupted.set(true);
                throw new IllegalStateException(e);
              }
            });
    assertThatThrownBy(() -> held.toCompletableFuture().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TimeoutException.class);

    BoundedCalls patient = new BoundedCalls(thread, Duration.ofMinutes(1));
    var next = patient.call(() -> Thread.currentThread().isInterrupted());
    assertThat(next.toCompletableFuture().get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(wasInterrupted).isTrue();
  }

  @Test
  void answersAndFailuresComeThrough() {
    BoundedCalls calls = new BoundedCalls(Runnable::run, Duration.ofMinutes(1));
    assertThat(calls.call(() -> 7).toCompletableFuture().join()).isEqualTo(7);
    assertThatThrownBy(
            () ->
                calls
                    .call(
                        () -> {
                          throw new IllegalStateException("away");
                        })
                    .toCompletableFuture()
                    .join())
        .hasRootCauseMessage("away");
  }
}
