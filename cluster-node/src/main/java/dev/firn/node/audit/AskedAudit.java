package dev.firn.node.audit;

import dev.firn.catalog.audit.LakeAudit;
import dev.firn.catalog.audit.UnknownPartitionException;
import dev.firn.events.FailureText;
import dev.firn.node.asked.AskedRuns;
import dev.firn.node.audit.Auditing.Run;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An audit that an operator asks for, and what became of it. */
final class AskedAudit implements AskedRuns.Run {
  private static final Logger LOG = LoggerFactory.getLogger(AskedAudit.class);

  private final Supplier<LakeAudit.Report> audit;
  private volatile Run state = new Run.Running();

  AskedAudit(Supplier<LakeAudit.Report> audit) {
    this.audit = audit;
  }

  /** Whatever ends it, whoever asks is not told for ever that it runs. */
  @Override
  public void run() {
    Run end = new Run.Failed("it ended without an answer; the node's log says why");
    try {
      end = outcome();
    } finally {
      state = end;
    }
  }

  private Run outcome() {
    try {
      return new Run.Done(audit.get());
    } catch (UnknownPartitionException e) {
      return new Run.Failed(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("An audit that was asked for failed", e);
      return new Run.Failed(FailureText.of(e));
    }
  }

  @Override
  public boolean isOver() {
    return !(state instanceof Run.Running);
  }

  Run state() {
    return state;
  }
}
