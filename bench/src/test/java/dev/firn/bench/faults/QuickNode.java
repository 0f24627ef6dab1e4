package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.Script;
import dev.firn.bench.faults.lake.CatalogKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A node that flushes and commits at once, between two fronts, and a client with few events. */
final class QuickNode implements AutoCloseable {
  /** Longer than the node waits for its catalog. */
  static final Duration HANG = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> SETTINGS =
      List.of(
          "-Dfirn.flush.max-age=100ms",
          "-Dfirn.flush.min-pause=10ms",
          "-Dfirn.commit.interval=50ms",
          "-Dfirn.commit.examine=500ms",
          "-Dfirn.commit.alarm-after=2s",
          "-Dfirn.catalog.read-timeout=2s",
          // A look at the table besides those of commits would let go of what is held back for one.
          "-Dfirn.table.schema-evolution.look-interval=1h",
          "-Dfirn.catalog.properties.http-client.urlconnection.socket-timeout-ms=2000");

  private final Script catalog = new Script();
  private final Script store = new Script();
  private final Queue<FrontRequest> writes = new ConcurrentLinkedQueue<>();
  private final FaultRig rig;
  private final FewEvents events;
  private final AtomicInteger losses = new AtomicInteger();
  private volatile Predicate<FrontRequest> lost = request -> false;
  private volatile FaultPlan whatStoreDoes = request -> Fault.NONE;

  private QuickNode(CatalogKind kind, Path folder) throws IOException, InterruptedException {
    this.rig = FaultRig.start(kind, folder, catalog.orElse(lossy()), stores(), SETTINGS);
    rig.node().rehearse();
    rig.node().start(List.of());
    this.events = new FewEvents(rig.url());
  }

  static QuickNode start(Path folder) throws IOException, InterruptedException {
    return start(CatalogKind.chosen(), folder);
  }

  static QuickNode start(CatalogKind kind, Path folder) throws IOException, InterruptedException {
    return new QuickNode(kind, folder);
  }

  private FaultPlan lossy() {
    Fault loss = Fault.lost("lost", new Answer.Drop());
    return request -> {
      if (!lost.test(request)) {
        return Fault.NONE;
      }
      losses.incrementAndGet();
      return loss;
    };
  }

  private FaultPlan stores() {
    return request -> {
      if (request.method().equals("PUT")) {
        writes.add(request);
      }
      return store.orElse(whatStoreDoes).next(request);
    };
  }

  Script catalog() {
    return catalog;
  }

  Script store() {
    return store;
  }

  /** From now on the store does so, where nothing is written down for it. */
  void storeDoes(FaultPlan plan) {
    whatStoreDoes = plan;
  }

  /** Every write to the store so far. */
  Queue<FrontRequest> writes() {
    return writes;
  }

  FaultRig rig() {
    return rig;
  }

  FewEvents events() {
    return events;
  }

  /** From now on such requests do not reach the catalog. */
  void lose(Predicate<FrontRequest> some) {
    lost = some;
  }

  void loseNothing() {
    lost = request -> false;
  }

  /** Posts events while commits get lost; returns when one with their file has been. */
  void postIntoAnOpenPlan(FewEvents some) throws IOException, InterruptedException {
    some.post();
    awaitLosses(1);
  }

  /** Returns when so many requests more have been lost. */
  void awaitLosses(int count) throws InterruptedException {
    int before = losses.get();
    awaitThat(() -> losses.get() >= before + count);
  }

  void awaitDrained(FewEvents some) throws InterruptedException {
    assertThat(new Drain(rig, some.promises()).await(PATIENCE)).as("drained").isTrue();
  }

  static void awaitThat(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Right after a commit was waited for: every row is counted once, as metadata has them. */
  void assertThatRowsAreCountedOnce() {
    long expected = (long) events.promises().acknowledgedCount() + rig.secondWriter().ids().size();
    assertThat(rig.lake().rows())
        .as(() -> "rows; a look at all of them: " + check(events).problems())
        .isEqualTo(expected);
  }

  TableCheck.Result check(FewEvents sent) {
    History history = new History(true, rig.upkeep().rolledBack());
    try {
      return new TableCheck(rig.lake(), sent.promises(), rig.secondWriter().ids(), history).check();
    } catch (IOException e) {
      throw new UncheckedIOException("The table cannot be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    rig.close();
  }
}
