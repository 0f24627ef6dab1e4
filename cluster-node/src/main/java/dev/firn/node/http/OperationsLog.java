package dev.firn.node.http;

import dev.firn.node.security.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what through the operations API: one line each, of the logger {@code
 * firn.operations}.
 */
final class OperationsLog {
  private static final Logger LOG = LoggerFactory.getLogger("firn.operations");

  private OperationsLog() {}

  /**
   * Tells of a change that is about to be made.
   *
   * @param who the name of the key, or of the tenant that everybody is where no keys are asked for
   */
  static void changing(Caller who, String operation, String what) {
    LOG.info("operation={} by={} on={}", operation, who.tenant(), oneLine(what));
  }

  /** What came with a request cannot forge further lines. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
