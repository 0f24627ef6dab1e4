package dev.firn.node.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.upkeep.StepResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableUpkeepTest {
  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(2);

  private final List<Runnable> queued = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private boolean isItsTurn = true;

  private final TableUpkeep table =
      new TableUpkeep(
          "t",
          Map.of(
              Step.EXPIRY,
              isDryRun -> {
                done.add("expiry");
                throw new IllegalStateException("injected");
              },
              Step.MANIFESTS,
              isDryRun -> {
                done.add(isDryRun ? "plan" : "manifests");
                return StepResult.of("replaced", 20).and("created", 1);
              },
              Step.METADATA,
              isDryRun -> StepResult.of("versions", 20).and("metadataBytes", 300),
              Step.ORPHANS,
              isDryRun -> {
                throw new AssertionError("only when somebody orders it");
              }),
          new UpkeepMeters(registry),
          InstantSource.fixed(NOW));

  private final BackgroundUpkeep background =
      new BackgroundUpkeep(
          List.of(table), INTERVAL, () -> isItsTurn, queued::add, InstantSource.fixed(NOW));

  private StepStanding standing(Step step) {
    return table.standings().stream().filter(each -> each.step() == step).findFirst().orElseThrow();
  }

  @Test
  void aStepThatFailsKeepsTheOthersFromNothing() {
    background.begin();
    queued.remove(0).run();
    assertThat(done).containsExactly("expiry", "manifests");
    assertThat(standing(Step.EXPIRY).failures()).isEqualTo(1);
    assertThat(standing(Step.EXPIRY).last())
        .hasValueSatisfying(last -> assertThat(last.result().detail()).contains("injected"));
    assertThat(standing(Step.MANIFESTS).failures()).isZero();
    assertThat(standing(Step.ORPHANS).runs()).isZero();
  }

  @Test
  void whatIsSavedIsAddedUpAndARehearsalIsNot() {
    table.run(Step.MANIFESTS, false);
    table.run(Step.MANIFESTS, false);
    table.run(Step.MANIFESTS, true);
    assertThat(standing(Step.MANIFESTS).runs()).isEqualTo(2);
    assertThat(standing(Step.MANIFESTS).saved()).isEqualTo(Map.of("replaced", 40L));
    assertThat(registry.get("firn.upkeep.saved").tag("step", "manifests").counter().count())
        .isEqualTo(40);
  }

  @Test
  void failuresAndSizesAreMetrics() {
    table.run(Step.EXPIRY, false);
    table.run(Step.METADATA, false);
    assertThat(
            registry
                .get("firn.upkeep")
                .tag("step", "expiry")
                .tag("outcome", "failed")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("firn.table.metadata").tag("what", "metadataBytes").gauge().value())
        .isEqualTo(300);
  }

  @Test
  void noRoundBeginsWhileOneRuns() {
    background.begin();
    background.begin();
    assertThat(queued).hasSize(1);
    queued.remove(0).run();
    background.begin();
    assertThat(queued).hasSize(1);
  }

  @Test
  void whatComesNextIsKnownWhereItIsThisNodesTurn() {
    assertThat(background.next(Step.EXPIRY)).contains(NOW.plus(INTERVAL));
    assertThat(background.next(Step.ORPHANS)).isEmpty();
    isItsTurn = false;
    assertThat(background.next(Step.EXPIRY)).isEmpty();
    background.begin();
    assertThat(queued).isEmpty();
  }

  @Test
  void aRunThatIsOrderedTellsOfEachStep() {
    AskedMaintenance run = new AskedMaintenance(List.of(table), MaintenanceRequest.usual(false));
    assertThat(run.isOver()).isFalse();
    run.run();
    assertThat(run.snapshot().isOver()).isTrue();
    assertThat(run.snapshot().reports())
        .extracting(StepReport::step)
        .containsExactly(Step.EXPIRY, Step.MANIFESTS, Step.METADATA);
  }
}
