package dev.firn.node.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of one kind, with a count of the tasks that wait for one. */
public final class MeteredThreads implements Executor {
  private final Executor threads;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param pool what the threads are for, one word
   */
  public MeteredThreads(String pool, Executor threads, MeterRegistry registry) {
    this.threads = threads;
    Gauge.builder("firn.threads.queued", waiting, AtomicInteger::get)
        .description("Tasks that wait for a thread")
        .tag("pool", pool)
        .register(registry);
  }

  @Override
  public void execute(Runnable task) {
    waiting.incrementAndGet();
    threads.execute(
        () -> {
          waiting.decrementAndGet();
          task.run();
        });
  }
}
