package dev.firn.node.upkeep;

import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.asked.AskedRuns;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.EventBuffers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The upkeep of a node: in the background where this node is the one of its cluster that does it,
 * and what operators order of it, on threads that no commit of events waits for. Thread-safe.
 */
public final class Maintaining implements AutoCloseable {
  private final List<TableUpkeep> tables;
  private final BackgroundUpkeep background;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread own = new Thread(task, "firn-maintenance-asked");
            own.setDaemon(true);
            return own;
          });
  private final AskedRuns<AskedMaintenance> runs = new AskedRuns<>(thread);

  /**
   * What it needs.
   *
   * @param interval from the end of one round in the background to the next
   * @param isItsTurn whether this node is the one of its cluster that does it
   * @param threads for the background
   */
  public record Means(
      EventTable events,
      EventTable rejected,
      SnapshotSettings snapshots,
      UpkeepSettings upkeep,
      Duration interval,
      BooleanSupplier isItsTurn,
      Executor threads) {}

  private Maintaining(Means means, EventBuffers buffers, MeterRegistry registry) {
    UpkeepMeters meters = new UpkeepMeters(registry);
    Supplier<List<CommitterStatus>> committers =
        () -> Answer.of("the committers", buffers.committers());
    BufferedFiles events = new BufferedFiles(committers, buffers::account);
    BufferedFiles letters = new BufferedFiles(committers, buffers::rejectedAccount);
    this.tables =
        List.of(
            upkeep(means, means.events(), committers, events, meters),
            upkeep(means, means.rejected(), committers, letters, meters));
    this.background =
        new BackgroundUpkeep(
            tables, means.interval(), means.isItsTurn(), means.threads(), InstantSource.system());
  }

  private static TableUpkeep upkeep(
      Means means,
      EventTable table,
      Supplier<List<CommitterStatus>> committers,
      BufferedFiles inFlight,
      UpkeepMeters meters) {
    return new TableUpkeep(
        table.name(),
        TableSteps.of(table, means.snapshots(), means.upkeep(), committers, inFlight),
        meters,
        InstantSource.system());
  }

  /** Begins. */
  public static Maintaining start(
      Means means, EventBuffers buffers, ActorSystem<?> system, MeterRegistry registry) {
    Maintaining maintaining = new Maintaining(means, buffers, registry);
    system
        .scheduler()
        .scheduleWithFixedDelay(
            means.interval(),
            means.interval(),
            maintaining.background::begin,
            system.executionContext());
    return maintaining;
  }

  /** How each step of each table stands. */
  public List<StepStanding> standings() {
    return tables.stream()
        .flatMap(table -> table.standings().stream())
        .map(standing -> standing.expecting(background.next(standing.step())))
        .toList();
  }

  /** Whether this node is the one that does it by itself. */
  public boolean isItsTurn() {
    return background.isItsTurn();
  }

  /** Begins a run; its number, or nothing where too many wait. */
  public Optional<Long> begin(MaintenanceRequest request) {
    return runs.begin(new AskedMaintenance(tables, request));
  }

  /** How far a run is; nothing where none has that number, or has no longer. */
  public Optional<MaintenanceRun> run(long number) {
    return runs.run(number).map(AskedMaintenance::snapshot);
  }

  /** What is under way is cut off: each step may be, at any moment. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
