package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.Script;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One node under load, killed at one step of the commit protocol after another; then the check. */
@Timeout(180)
@TestMethodOrder(OrderAnnotation.class)
class KillStepsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Script CATALOG = new Script();
  private static final Script STORE = new Script();
  private static final Workload WORKLOAD =
      new Workload(10, 2, 1, 300, Workload.Mix.BATCH, ThreadLocalRandom.current().nextInt());

  @TempDir static Path folder;
  private static FaultRig rig;
  private static LoadSession load;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    rig =
        FaultRig.start(
            folder,
            CATALOG,
            STORE,
            List.of(
                "-Dfirn.flush.max-age=300ms",
                "-Dfirn.flush.min-pause=100ms",
                "-Dfirn.commit.interval=100ms",
                "-Dfirn.commit.settle=1s",
                "-Dfirn.commit.examine=200ms"));
    rig.node().rehearse();
    load = LoadSession.start(rig.url(), WORKLOAD, 2, 200, Duration.ofMinutes(3));
  }

  @AfterAll
  static void stop() throws IOException {
    load.close();
    rig.close();
  }

  /** Those that differ in what is durable; {@code bench faults} draws from all. */
  static Stream<KillStep> steps() {
    Set<String> likeAnother =
        Set.of(
            "before EventsAppended",
            "before a data file is written",
            "before a run of ids is written",
            "after a run of ids is written",
            "before a manifest is written",
            "after a manifest is written",
            "before the read-back",
            "before Truncation",
            "before Settled",
            "before Snapshot of the committer",
            "before Truncation of the committer");
    return KillStep.all().stream().filter(step -> !likeAnother.contains(step.name()));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void theNodeDies(KillStep step) throws IOException, InterruptedException {
    step.arm().accept(new KillStep.Fronts(CATALOG, STORE, rig.node()::kill));
    rig.node().startSupervised(step.settings(), List.of());
    assertThat(rig.node().awaitEnd(PATIENCE)).isTrue();
    assertThat(rig.node().wasKilled()).isTrue();
    assertThat(CATALOG.waiting() + STORE.waiting()).isZero();
  }

  static Stream<KillStep> stepsOfDeadLetters() {
    return KillStep.ofDeadLetters().stream().filter(step -> step.name().startsWith("after"));
  }

  /** From here on the table requires what no event has. */
  @Order(3)
  @ParameterizedTest(name = "{0}")
  @MethodSource("stepsOfDeadLetters")
  void theNodeDiesOverDeadLetters(KillStep step) throws IOException, InterruptedException {
    rig.node().kill();
    if (rig.lake().events().schema().findField("dataschema").isOptional()) {
      rig.lake()
          .events()
          .updateSchema()
          .allowIncompatibleChanges()
          .requireColumn("dataschema")
          .commit();
    }
    theNodeDies(step);
  }

  /** Longer than the node waits for its catalog, and than it takes for itself to be alive. */
  @Order(2)
  @Test
  void theNodeIsHaltedWhileItsCommitLands() throws IOException, InterruptedException {
    CountDownLatch hasGoneOn = new CountDownLatch(1);
    CATALOG.next(
        FrontRequest::isCommit,
        Fault.landed("landed", new Fault.Answer.Real())
            .with(
                "halted",
                () -> {
                  halt(Duration.ofSeconds(8));
                  hasGoneOn.countDown();
                }));
    rig.node().start(List.of());
    assertThat(hasGoneOn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static void halt(Duration time) {
    try {
      rig.node().pause(time);
    } catch (IOException e) {
      throw new UncheckedIOException("The node could not be halted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Order(5)
  @Test
  void andEveryEventIsThereOnce() throws IOException, InterruptedException {
    if (!rig.node().isAlive()) {
      rig.node().start(List.of());
    }
    LoadResult result = load.stop();
    assertThat(new Drain(rig, load.promises()).await(PATIENCE)).isTrue();

    assertThat(result.acknowledged()).isPositive();
    assertThat(result.indeterminate() + result.rejected()).isZero();
    assertThat(result.resent()).isPositive();
    assertThat(result.resentTakenAsNew()).isZero();
    TableCheck.Result found =
        new TableCheck(rig.lake(), load.promises(), rig.secondWriter().ids(), History.WHOLE)
            .check();
    assertThat(found.problems()).isEmpty();
    assertThat(found.deadLetters()).isPositive();
    assertThat(found.rows() + found.deadLetters()).isEqualTo(result.acknowledged());
  }
}
