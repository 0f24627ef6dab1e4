package dev.firn.node.audit;

import dev.firn.catalog.audit.LakeAudit;
import dev.firn.catalog.audit.UnknownPartitionException;
import dev.firn.events.FailureText;
import dev.firn.node.audit.Auditing.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits that operators ask for, and what became of the newest of them. Thread-safe. */
final class AskedAudits {
  private static final Logger LOG = LoggerFactory.getLogger(AskedAudits.class);
  private static final int RUNS_KEPT = 16;
  private static final int MOST_WAITING = 4;

  private final Executor thread;
  private final Map<Long, Run> runs = new LinkedHashMap<>();
  private long last;

  /**
   * @param thread runs one after the other
   */
  AskedAudits(Executor thread) {
    this.thread = thread;
  }

  /** Begins an audit; its number, or nothing where too many wait. */
  synchronized Optional<Long> begin(Supplier<LakeAudit.Report> audit) {
    long waiting = runs.values().stream().filter(Run.Running.class::isInstance).count();
    if (waiting >= MOST_WAITING) {
      return Optional.empty();
    }
    long number = ++last;
    runs.put(number, new Run.Running());
    runs.keySet().removeIf(old -> old <= number - RUNS_KEPT);
    thread.execute(() -> run(number, audit));
    return Optional.of(number);
  }

  /** Whatever ends it, whoever asks is not told for ever that it runs. */
  private void run(long number, Supplier<LakeAudit.Report> audit) {
    Run run = new Run.Failed("it ended without an answer; the node's log says why");
    try {
      run = run(audit);
    } finally {
      put(number, run);
    }
  }

  private static Run run(Supplier<LakeAudit.Report> audit) {
    try {
      return new Run.Done(audit.get());
    } catch (UnknownPartitionException e) {
      return new Run.Failed(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("An audit that was asked for failed", e);
      return new Run.Failed(FailureText.of(e));
    }
  }

  private synchronized void put(long number, Run run) {
    runs.replace(number, run);
  }

  /** What has become of an audit; nothing where none has that number, or has no longer. */
  synchronized Optional<Run> run(long number) {
    return Optional.ofNullable(runs.get(number));
  }
}
