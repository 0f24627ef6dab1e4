package dev.firn.catalog.audit;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks in the table of dead letters for those that partitions of events count. */
final class LetterLook {
  private final DeadLetterRules rules;
  private final Map<String, PartitionAccounts> originals;
  private final LookFindings findings;
  private final boolean isByEpoch;
  private long rows;

  /**
   * @param originals accounts of the partitions of events
   * @param isByEpoch whether letters are read to tell those of one epoch from another's
   */
  LetterLook(
      DeadLetterRules rules,
      Map<String, PartitionAccounts> originals,
      LookFindings findings,
      boolean isByEpoch) {
    this.rules = rules;
    this.originals = originals;
    this.findings = findings;
    this.isByEpoch = isByEpoch;
  }

  /** Rows that were looked for. */
  long rows() {
    return rows;
  }

  boolean mayBeGone(String partition) {
    return rules.mayBeGone(partition);
  }

  /**
   * Looks for those of one partition, unless it does not matter whether they are there.
   *
   * @param inTable rows of the partition in this table
   * @param own what the buffer of the partition's letters says
   * @return whether both sides have answered
   */
  boolean check(
      String partition,
      List<LiveFile> live,
      long inTable,
      @Nullable PartitionAccounts own,
      RowReader reader,
      String table) {
    if (mayBeGone(partition)) {
      return true;
    }
    PartitionAccounts counted = originals.get(partition);
    if (counted == null || own == null) {
      return false;
    }
    LetterCheck check = new LetterCheck(partition, counted, own);
    if (check.counted() > 0 && check.isComparable(table)) {
      rows += check.counted();
      compare(partition, check, live, inTable, reader);
    }
    return true;
  }

  /** Rows that are missing are told already where these are compared with their own accounts. */
  private void compare(
      String partition, LetterCheck check, List<LiveFile> live, long inTable, RowReader reader) {
    if (findings.isToldOf(partition, EnumSet.of(Check.ACCOUNTS, Check.REMOVED))) {
      return;
    }
    check.all(inTable).ifPresent(findings::add);
    if (isByEpoch && !findings.isToldOf(partition, EnumSet.allOf(Check.class))) {
      findings.reading(partition, () -> check.byEpoch(live, reader).ifPresent(findings::add));
    }
  }
}
