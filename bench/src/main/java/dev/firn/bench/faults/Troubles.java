package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.faults.front.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What happens to processes, drawn from a seed: life after life, the node is killed at a random
 * moment or at a step of the protocol; it is halted, or its clock jumps; the store and the catalog
 * are restarted.
 */
final class Troubles {
  private static final Duration STEP_PATIENCE = Duration.ofSeconds(12);
  private static final String AT_RANDOM = "kill -9 at a random moment";

  private final FaultRig rig;
  private final Script catalog;
  private final Script store;
  private final Random random;
  private final Life.Deal deal;
  private final FirstAcknowledgement acknowledgement;
  private final Optional<ShiftedClock> clock;
  private final Unsettled unsettled;
  private final Map<String, Integer> done = new TreeMap<>();
  private int kills;
  private int stepsNotReached;
  private Life life = Life.PLAIN;

  Troubles(
      FaultRig rig,
      Script catalog,
      Script store,
      Promises promises,
      Optional<ShiftedClock> clock,
      Unsettled unsettled,
      long seed) {
    this.unsettled = unsettled;
    this.clock = clock;
    this.rig = rig;
    this.catalog = catalog;
    this.store = store;
    this.random = new Random(seed);
    this.deal = new Life.Deal(random);
    this.acknowledgement = new FirstAcknowledgement(rig.node(), promises);
  }

  /** How often each thing has happened. */
  Map<String, Integer> done() {
    return Map.copyOf(done);
  }

  int kills() {
    return kills;
  }

  /** Lives that were to end at a step, did not come to it, and were killed all the same. */
  int stepsNotReached() {
    return stepsNotReached;
  }

  List<FirstAcknowledgement.Wait> waits() {
    return acknowledgement.waits();
  }

  /** One life, from its first acknowledgement to its end, and the start of the next. */
  void next() throws IOException, InterruptedException {
    if (acknowledgement.awaitWhileAlive()) {
      live(500, 4_000);
      happen();
    }
    end();
    begin(deal.next());
  }

  /** The last life ends, and one begins that goes on; returns at its first acknowledgement. */
  void last() throws IOException, InterruptedException {
    rig.node().kill();
    kills++;
    died(AT_RANDOM);
    begin(Life.PLAIN);
    if (!acknowledgement.awaitWhileAlive()) {
      throw new IOException("The node ended by itself, undisturbed; its log says why");
    }
  }

  private void live(int least, int most) throws InterruptedException {
    rig.node().awaitEnd(Duration.ofMillis(least + random.nextInt(most - least)));
  }

  private void happen() throws IOException, InterruptedException {
    switch (life.beside()) {
      case SHORT_STOP ->
          pause("SIGSTOP for 1-6 s", Duration.ofMillis(1_000 + random.nextInt(5_000)));
      case LONG_STOP -> pause("SIGSTOP for 60 s", Duration.ofSeconds(60));
      case STORE_RESTART -> {
        count("store restarted");
        rig.restartStore(Duration.ofMillis(random.nextInt(3_000)));
      }
      case CATALOG_RESTART -> {
        count("catalog restarted");
        rig.restartCatalog(Duration.ofMillis(random.nextInt(3_000)));
      }
      case CLOCK_AHEAD, CLOCK_BEHIND -> jump();
      case NOTHING -> {
        return;
      }
    }
    live(500, 3_000);
  }

  private void pause(String name, Duration time) throws IOException, InterruptedException {
    count(name);
    rig.node().pause(time);
  }

  private void jump() throws IOException {
    Duration jump = life.clockJump();
    if (clock.isPresent()) {
      count("clock jumps by %+d h".formatted(jump.toHours()));
      unsettled.clockIsWrong();
      clock.get().set(jump);
    } else {
      count("clock left alone: no C compiler");
    }
  }

  private void end() throws InterruptedException {
    life.step().ifPresent(this::arm);
    boolean hasDied = life.step().isPresent() && rig.node().awaitEnd(STEP_PATIENCE);
    catalog.clear();
    store.clear();
    if (!rig.node().isAlive() && !rig.node().wasKilled()) {
      died("the node ended by itself, exit code " + rig.node().exitCode());
      return;
    }
    rig.node().kill();
    stepsNotReached += life.step().isPresent() && !hasDied ? 1 : 0;
    kills++;
    died(hasDied ? "kill -9 " + life.step().orElseThrow() : AT_RANDOM);
  }

  private void died(String how) {
    count(how);
    acknowledgement.died(how);
  }

  private void arm(KillStep step) {
    step.arm().accept(new KillStep.Fronts(catalog, store, rig.node()::kill));
  }

  private void begin(Life next) throws IOException, InterruptedException {
    if (!life.clockJump().isZero() && clock.isPresent()) {
      count("clock jumps back, at a start");
      clock.get().set(Duration.ZERO);
      unsettled.clockIsRight();
    }
    life = next;
    rig.node().startSupervised(next.settings(), prefix());
  }

  private List<String> prefix() {
    return life.clockJump().isZero()
        ? List.of()
        : clock.map(ShiftedClock::jvmPrefix).orElse(List.of());
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }
}
