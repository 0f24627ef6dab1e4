package dev.firn.node.lake;

import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.TableForm;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the table anew when something failed that a change of the table would explain, so that
 * the next attempt goes by the schema, the partition spec and the access of now. Blocks while the
 * catalog answers, and never fails itself: the first failure is what the caller has to hear of.
 */
final class TableRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(TableRefresh.class);

  private final EventTable table;
  private final AtomicLong begun = new AtomicLong();

  TableRefresh(EventTable table) {
    this.table = table;
  }

  /** Writes; looks at the table anew where that failed. */
  <T> T ifFails(Supplier<T> write) {
    try {
      return write.get();
    } catch (RuntimeException e) {
      after(e.toString());
      throw e;
    }
  }

  /**
   * Whether data files still have the form that they had.
   *
   * @throws RuntimeException when the table cannot be looked at
   */
  boolean isStill(TableForm form) {
    TableForm now = table.reload();
    return now.isAlike(form);
  }

  /** Many may have failed for one reason: a look that began after the call serves them all. */
  void after(String failure) {
    long seen = begun.get();
    synchronized (begun) {
      if (begun.get() == seen) {
        begun.incrementAndGet();
        look(failure);
      }
    }
  }

  private void look(String failure) {
    try {
      table.reload();
    } catch (RuntimeException e) {
      LOG.warn("{} could not be looked at anew after a failure ({})", table.name(), failure, e);
    }
  }
}
