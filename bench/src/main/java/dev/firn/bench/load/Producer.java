package dev.firn.bench.load;

import dev.firn.bench.load.Acknowledgements.Fate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One client's loop: wait for the turn, patch, send until acknowledged, note how long it took. */
final class Producer {
  private static final long PAUSE_AFTER_BUSY_MILLIS = 50;
  private static final long PAUSE_AFTER_FAULT_MILLIS = 100;

  private final Workload workload;
  private final RequestTemplate[] templates;
  private final Connections connections;
  private final EventClock clock;
  private final Mixer random;
  private final Acknowledgements acknowledgements;
  private final long patienceNanos;
  private final int resendPercent;
  private long nextEvent;
  private int nextTemplate;

  Producer(
      Workload workload,
      RequestTemplate[] templates,
      Connections connections,
      int number,
      long patienceNanos,
      int resendPercent,
      Acknowledgements acknowledgements) {
    this.workload = workload;
    this.templates = templates;
    this.connections = connections;
    this.clock = new EventClock(workload.hours());
    this.random = new Mixer(((long) workload.run() << 16) + number);
    this.nextEvent = (long) number << 40;
    this.patienceNanos = patienceNanos;
    this.resendPercent = resendPercent;
    this.acknowledgements = acknowledgements;
  }

  Tally produce(Pace pace) {
    Tally tally = new Tally();
    long due = pace.awaitTurn();
    while (due != -1) {
      RequestTemplate template = templates[nextTemplate++ % templates.length];
      clock.update(System.currentTimeMillis());
      template.patch(nextEvent, clock, random);
      Fate fate = send(template, due, tally);
      acknowledgements.ended(nextEvent, workload.batch(), fate);
      nextEvent += workload.batch();
      if (fate == Fate.ACKNOWLEDGED && random.below(100) < resendPercent) {
        resend(template, tally);
      }
      due = pace.awaitTurn();
    }
    return tally;
  }

  private Fate send(RequestTemplate template, long due, Tally tally) {
    tally.requests++;
    boolean first = true;
    // Not from the due time: what waits for its turn has not been tried yet.
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < patienceNanos) {
      ByteBuffer request = template.bytes();
      tally.bytes += request.remaining();
      try {
        Answer answer = connections.exchange(request);
        if (answer.acknowledges(template.events())) {
          count(tally, answer, first);
          tally.latency.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
          return Fate.ACKNOWLEDGED;
        }
        if (isFinal(answer.status())) {
          tally.rejected += template.events();
          // Part of a request may have been taken, and so may an earlier attempt.
          return first && answer.status() >= 400 ? Fate.REFUSED : Fate.OPEN;
        }
        tally.retriesAfterBusy++;
        tally.busyWithoutPause += answer.isBusy() && answer.retryAfterMillis() == 0 ? 1 : 0;
        pause(Math.max(PAUSE_AFTER_BUSY_MILLIS, answer.retryAfterMillis()));
      } catch (IOException e) {
        // The same request again is safe, and tells whether the first one arrived.
        tally.retriesAfterFault++;
        pause(PAUSE_AFTER_FAULT_MILLIS);
      }
      first = false;
    }
    tally.indeterminate += template.events();
    return Fate.OPEN;
  }

  /** As a client does that has forgotten its answer; nothing of it may be taken for new. */
  private void resend(RequestTemplate template, Tally tally) {
    try {
      Answer answer = connections.exchange(template.bytes());
      if (answer.acknowledges(template.events())) {
        tally.resent += template.events();
        tally.resentTakenAsNew += answer.accepted();
      }
    } catch (IOException e) {
      // It was acknowledged before: what becomes of this one does not matter.
      tally.retriesAfterFault++;
    }
  }

  private static boolean isFinal(int status) {
    return status < 500 && status != 408 && status != 429;
  }

  private static void count(Tally tally, Answer answer, boolean first) {
    tally.acknowledged += answer.accepted() + answer.duplicates();
    tally.duplicates += answer.duplicates();
    tally.unexpectedDuplicates += first ? answer.duplicates() : 0;
  }

  private void pause(long millis) {
    long jitter = random.below((int) millis + 1);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis + jitter / 2));
  }
}
