package dev.firn.ops.send;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads inputs on the calling thread and posts their events from several others. */
final class Sender {
  /** Below the 5 MiB that a node takes in one request. */
  private static final int BYTES_PER_BATCH = (4 << 20) + (1 << 10);

  private static final Duration LINGER = Duration.ofMillis(500);

  private final Delivery delivery;
  private final Tally tally;
  private final Rejects rejects;
  private final RateLimit rate;
  private final BatchQueue queue;
  private final int concurrency;
  private final AtomicReference<@Nullable NotDelivered> failure = new AtomicReference<>();

  Sender(
      Delivery delivery,
      Tally tally,
      Rejects rejects,
      int eventsPerBatch,
      int concurrency,
      double eventsPerSecond) {
    this.delivery = delivery;
    this.tally = tally;
    this.rejects = rejects;
    this.rate = new RateLimit(eventsPerSecond);
    this.queue = new BatchQueue(eventsPerBatch, BYTES_PER_BATCH, concurrency, LINGER);
    this.concurrency = concurrency;
  }

  /** Returns why not everything was delivered, if so. */
  Optional<String> send(List<Input> inputs) throws InterruptedException {
    List<Thread> posting = startPosting();
    try {
      for (Input input : inputs) {
        read(input);
      }
    } catch (IOException e) {
      failure.compareAndSet(null, new NotDelivered("reading failed: " + e.getMessage(), e));
    } finally {
      queue.close();
    }
    for (Thread thread : posting) {
      thread.join();
    }
    return Optional.ofNullable(failure.get()).map(NotDelivered::getMessage);
  }

  private void read(Input input) throws IOException, InterruptedException {
    try (EventInput opened = EventInput.open(input.name(), input.open(tally))) {
      RawEvent event = opened.events().next();
      while (event != null && accept(event)) {
        event = opened.events().next();
      }
    }
  }

  private boolean accept(RawEvent event) throws IOException, InterruptedException {
    tally.read.increment();
    if (event.problem() != null) {
      rejects.add(event, "unreadable", event.problem());
      return true;
    }
    return queue.add(event);
  }

  private List<Thread> startPosting() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) {
      Thread thread = new Thread(this::post, "post-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void post() {
    try {
      Batch batch = queue.take();
      while (batch != null) {
        rate.await(batch.size());
        delivery.deliver(batch);
        batch = queue.take();
      }
    } catch (NotDelivered e) {
      stop(e);
    } catch (IOException e) {
      stop(new NotDelivered("the rejects could not be written: " + e.getMessage(), e));
    } catch (InterruptedException e) {
      stop(new NotDelivered("interrupted", e));
    } catch (RuntimeException e) {
      stop(new NotDelivered("a bug in the sender: " + e, e));
    }
  }

  private void stop(NotDelivered why) {
    failure.compareAndSet(null, why);
    queue.abandon();
  }
}
