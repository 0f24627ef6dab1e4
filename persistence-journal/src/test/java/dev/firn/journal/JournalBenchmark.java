package dev.firn.journal;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;

/**
 * Appends per second and CPU per append of entities that persist one event after the other: {@code
 * dir entities bytes seconds [keep]}. Each truncates all but its last {@code keep} events every so
 * many. Run by hand, see docs/journal.md.
 */
public final class JournalBenchmark {

  private JournalBenchmark() {}

  public static void main(String[] args) throws Exception {
    int entities = Integer.parseInt(args[1]);
    byte[] payload = new byte[Integer.parseInt(args[2])];
    new Random(1).nextBytes(payload);
    long seconds = Long.parseLong(args[3]);
    int keep = args.length > 4 ? Integer.parseInt(args[4]) : 100;
    try (TestSystem system = TestSystem.on(Path.of(args[0]))) {
      CountDownLatch never = new CountDownLatch(1);
      for (int i = 0; i < entities; i++) {
        String id = "entity-" + i;
        system
            .get()
            .actorOf(Props.create(Entity.class, () -> new Entity(id, payload, keep)))
            .tell("go", ActorRef.noSender());
      }
      never.await(3, java.util.concurrent.TimeUnit.SECONDS);
      WriteCounters first = system.journal().status().counters();
      long firstCpu = cpuNanos();
      SpaceSamples samples = new SpaceSamples(system.journal());
      WriteCounters before = first;
      long cpu = firstCpu;
      for (int second = 0; second < seconds; second++) {
        never.await(1, java.util.concurrent.TimeUnit.SECONDS);
        WriteCounters now = system.journal().status().counters();
        long appends = now.appends() - before.appends();
        JournalStatus status = system.journal().status();
        System.out.printf(
            Locale.ROOT,
            "%6d appends/s %5.1f us CPU %5.1f appends/sync p99 %d us live %d MB disk %d MB%n",
            appends,
            (cpuNanos() - cpu) / 1e3 / Math.max(1, appends),
            (double) appends / Math.max(1, now.syncs() - before.syncs()),
            now.syncLatency().quantileMicros(0.99),
            status.liveBytes() >> 20,
            status.bytesOnDisk() >> 20);
        before = now;
        cpu = cpuNanos();
      }
      samples.close();
      long appends = before.appends() - first.appends();
      System.out.printf(
          Locale.ROOT,
          "%d appends/s, %.1f us CPU each%n%s%n",
          appends / seconds,
          (cpu - firstCpu) / 1e3 / appends,
          samples.report());
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static final class Entity extends AbstractPersistentActor {
    private final String id;
    private final byte[] payload;
    private final int keep;

    Entity(String id, byte[] payload, int keep) {
      this.id = id;
      this.payload = payload;
      this.keep = keep + ThreadLocalRandom.current().nextInt(keep);
    }

    @Override
    public String persistenceId() {
      return id;
    }

    @Override
    public AbstractActor.Receive createReceiveRecover() {
      return receiveBuilder().build();
    }

    @Override
    public AbstractActor.Receive createReceive() {
      return receiveBuilder().matchEquals("go", go -> append()).build();
    }

    private void append() {
      persist(
          payload,
          stored -> {
            if (lastSequenceNr() % keep == 0) {
              deleteMessages(lastSequenceNr() - keep);
            }
            self().tell("go", self());
          });
    }
  }
}
