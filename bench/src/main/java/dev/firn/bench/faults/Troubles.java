package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.faults.front.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What happens to processes, one thing after another, drawn from a seed: the node is killed at a
 * random moment or at a step of the protocol, halted, started with another clock; the store and the
 * catalog are restarted.
 */
final class Troubles {
  private static final Duration STEP_PATIENCE = Duration.ofSeconds(30);
  private static final long FIRST_ACK_PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private final FaultRig rig;
  private final Script catalog;
  private final Script store;
  private final Promises promises;
  private final Random random;
  private final Optional<FakeClock> clock = FakeClock.find();
  private final List<KillStep> steps = KillStep.all();
  private final Map<String, Integer> done = new TreeMap<>();
  private final List<Double> firstAckSeconds = new ArrayList<>();

  Troubles(FaultRig rig, Script catalog, Script store, Promises promises, long seed) {
    this.rig = rig;
    this.catalog = catalog;
    this.store = store;
    this.promises = promises;
    this.random = new Random(seed);
  }

  /** How often each thing has happened. */
  Map<String, Integer> done() {
    return Map.copyOf(done);
  }

  /** Seconds from each death of the node to the first new acknowledgement. */
  List<Double> firstAckSeconds() {
    return List.copyOf(firstAckSeconds);
  }

  /** Makes one thing happen; when it returns, the node is up and has acknowledged something new. */
  void next() throws IOException, InterruptedException {
    live(500, 4_000);
    int which = random.nextInt(100);
    if (which < 35) {
      rig.node().kill();
      rebirth("kill -9 at a random moment", List.of());
    } else if (which < 75) {
      killAt(steps.get(random.nextInt(steps.size())));
    } else if (which < 82) {
      count("SIGSTOP");
      rig.node()
          .pause(
              Duration.ofMillis(random.nextInt(20) == 0 ? 60_000 : 1_000 + random.nextInt(5_000)));
    } else if (which < 88) {
      count("store restarted");
      rig.restartStore(Duration.ofMillis(random.nextInt(3_000)));
    } else if (which < 94) {
      count("catalog restarted");
      rig.restartCatalog(Duration.ofMillis(random.nextInt(3_000)));
    } else {
      shiftClock();
    }
  }

  private void live(int least, int most) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(least + random.nextInt(most - least));
  }

  /** A life that ends at a step, some moments into it. */
  private void killAt(KillStep step) throws IOException, InterruptedException {
    rig.node().kill();
    step.arm().accept(new KillStep.Fronts(catalog, store, rig.node()::kill));
    rig.node().startToDie(step.settings());
    boolean hasDied = rig.node().awaitEnd(STEP_PATIENCE);
    catalog.clear();
    store.clear();
    rig.node().kill();
    rebirth(hasDied ? "kill -9 " + step : "kill -9 at a step never reached", List.of());
  }

  private void shiftClock() throws IOException, InterruptedException {
    if (clock.isEmpty()) {
      count("clock not shifted: no libfaketime");
      return;
    }
    rig.node().kill();
    String jump = random.nextBoolean() ? "+6h" : "-6h";
    rebirth("clock " + jump, clock.get().jvmPrefix(jump));
    live(3_000, 6_000);
    rig.node().kill();
    rebirth("clock back", List.of());
  }

  private void rebirth(String death, List<String> prefix) throws IOException, InterruptedException {
    count(death);
    long died = System.nanoTime();
    rig.node().startSupervised(prefix);
    while (promises.lastAcknowledgement() < died) {
      if (System.nanoTime() - died > FIRST_ACK_PATIENCE) {
        throw new IOException("No acknowledgement for two minutes after " + death);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    firstAckSeconds.add((promises.lastAcknowledgement() - died) / 1e9);
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }
}
