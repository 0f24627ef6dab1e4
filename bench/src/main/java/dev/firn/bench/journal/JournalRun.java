package dev.firn.bench.journal;

import com.typesafe.config.Config;
import dev.firn.bench.journal.AppendingEntity.Append;
import dev.firn.bench.target.ProcFs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import scala.concurrent.Await;

/** Entities that append, in an actor system of their own. */
final class JournalRun implements AutoCloseable {
  /**
   * Appends in a stretch of time.
   *
   * @param cpuMicros of this process
   * @param latencies in nanoseconds
   */
  record Result(double seconds, long cpuMicros, Histogram latencies) {
    long appends() {
      return latencies.getTotalCount();
    }
  }

  private final Random random = new Random(7);
  private final ActorSystem system;
  private final List<ActorRef> entities = new ArrayList<>();
  private final double rate;
  private volatile Histogram latencies = new ConcurrentHistogram(3);

  /**
   * @param rate appends a second of all entities; 0 for as many as there can be
   * @param keep events of each entity that are not truncated, at least
   */
  JournalRun(Config config, int count, int bytes, double rate, int keep) {
    this.system = ActorSystem.create("journal-bench", config);
    this.rate = rate;
    byte[] payload = new byte[bytes];
    random.nextBytes(payload);
    for (int number = 0; number < count; number++) {
      entities.add(
          system.actorOf(
              AppendingEntity.props(
                  "entity-" + number, payload, keep, rate == 0, nanos -> note(nanos))));
    }
    if (rate == 0) {
      entities.forEach(entity -> tell(entity, System.nanoTime()));
    }
  }

  private void note(long nanos) {
    latencies.recordValue(nanos);
  }

  private static void tell(ActorRef entity, long due) {
    entity.tell(new Append(due), ActorRef.noSender());
  }

  /** Appends for this long; may be called again. */
  Result run(Duration time) throws IOException {
    Histogram fresh = new ConcurrentHistogram(3);
    latencies = fresh;
    ProcFs self = ProcFs.of(ProcessHandle.current().pid());
    long cpu = self.cpuMicros();
    long begun = System.nanoTime();
    pace(begun, begun + time.toNanos());
    long ended = System.nanoTime();
    return new Result((ended - begun) / 1e9, self.cpuMicros() - cpu, fresh);
  }

  private void pace(long begun, long end) {
    double pause = rate == 0 ? 1e8 : 1e9 / rate;
    long number = 0;
    for (long due = begun; due < end; due = begun + (long) (++number * pause)) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      if (rate > 0) {
        tell(entities.get(random.nextInt(entities.size())), due);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Await.ready(
          system.terminate(), scala.concurrent.duration.Duration.create(40, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      throw new IOException("The journal does not close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
