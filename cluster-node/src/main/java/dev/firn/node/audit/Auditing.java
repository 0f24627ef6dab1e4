package dev.firn.node.audit;

import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.AuditReport.Unasked;
import dev.firn.catalog.audit.DeadLetterRules;
import dev.firn.catalog.audit.Finding;
import dev.firn.catalog.audit.LakeAudit;
import dev.firn.catalog.audit.Scope;
import dev.firn.catalog.audit.TableAudit;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.asked.AskedRuns;
import dev.firn.node.audit.BufferAccounts.Kind;
import dev.firn.node.settings.AuditSettings;
import dev.firn.sharding.EventBuffers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The audits of a node: one that never ends, on a thread of its own, and those that operators ask
 * for, one after the other on another. Thread-safe.
 */
public final class Auditing implements AutoCloseable {
  /** The tables' names in answers and metrics. */
  public static final String EVENTS = "events";

  public static final String REJECTED = "events_rejected";

  private final ExecutorService background = thread("firn-audit");
  private final ExecutorService onDemand = thread("firn-audit-asked");
  private final ExecutorService planner = thread("firn-audit-manifests");
  private final LakeAudit audit;
  private final TableRounds events;
  private final TableRounds rejected;
  private final BackgroundAudit rounds;
  private final AskedRuns<AskedAudit> asked = new AskedRuns<>(onDemand);

  /** An audit that was asked for. */
  public sealed interface Run {

    /** Waits or runs. */
    record Running() implements Run {}

    record Done(LakeAudit.Report report) implements Run {}

    /** Catalog or store could not be asked; nothing is said of the table. */
    record Failed(String reason) implements Run {}
  }

  /**
   * What the audit in the background knows of a table.
   *
   * @param at when it looked last, empty before the first round
   * @param report of what changed last, without findings
   * @param unasked who did not answer when last asked
   * @param findings of all partitions, as last looked at
   */
  public record Standing(
      Optional<Instant> at,
      Optional<AuditReport> report,
      Unasked unasked,
      List<Finding> findings) {}

  /** Of both tables. */
  public record Standings(Standing events, Standing rejected) {}

  private Auditing(
      Tables tables,
      EventBuffers buffers,
      AuditSettings settings,
      BooleanSupplier isMine,
      MeterRegistry meters) {
    TableAudit.Means means =
        new TableAudit.Means(settings.secondLook(), settings.mostHashes(), planner);
    BufferAccounts accounts = new BufferAccounts(buffers, Kind.EVENTS);
    BufferAccounts letters = new BufferAccounts(buffers, Kind.DEAD_LETTERS);
    DeadLetterRules rules =
        new DeadLetterRules(accounts, settings.rejectedKeptFor(), InstantSource.system());
    this.audit =
        new LakeAudit(
            TableAudit.ofEvents(tables.events(), accounts, means),
            TableAudit.ofDeadLetters(tables.rejected(), letters, rules, means));
    this.events =
        new TableRounds(
            tables.events(),
            audit.events(),
            accounts,
            settings,
            new KnownFindings(EVENTS),
            new AuditMeters(EVENTS, meters));
    this.rejected =
        new TableRounds(
            tables.rejected(),
            audit.rejected(),
            letters,
            settings,
            new KnownFindings(REJECTED),
            new AuditMeters(REJECTED, meters));
    this.rounds = new BackgroundAudit(events, rejected, settings, isMine);
  }

  /** What is audited. */
  public record Tables(EventTable events, EventTable rejected) {}

  /**
   * Begins.
   *
   * @param isMine whether this node is the one of its cluster that audits in the background
   */
  public static Auditing start(
      Tables tables,
      EventBuffers buffers,
      AuditSettings settings,
      BooleanSupplier isMine,
      MeterRegistry meters) {
    Auditing auditing = new Auditing(tables, buffers, settings, isMine, meters);
    if (settings.enabled()) {
      auditing.background.execute(auditing.rounds);
    }
    return auditing;
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** What the audit in the background knows. */
  public Standings standings() {
    return new Standings(standing(events), standing(rejected));
  }

  private static Standing standing(TableRounds table) {
    Optional<TableRounds.Last> last = table.last();
    return new Standing(
        last.map(TableRounds.Last::at),
        last.map(TableRounds.Last::report),
        table.findings().unasked(),
        table.findings().all());
  }

  /** Begins an audit; its number, or nothing where too many wait. */
  public Optional<Long> begin(Scope scope) {
    return asked.begin(new AskedAudit(() -> audit.run(scope)));
  }

  /** What has become of an audit; nothing where none has that number, or has no longer. */
  public Optional<Run> run(long number) {
    return asked.run(number).map(AskedAudit::state);
  }

  @Override
  public void close() {
    rounds.stop();
    background.shutdownNow();
    onDemand.shutdownNow();
    planner.shutdownNow();
  }
}
