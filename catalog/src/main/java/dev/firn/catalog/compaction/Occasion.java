package dev.firn.catalog.compaction;

/** Why a partition is looked at, which decides what is worth rewriting. */
public enum Occasion {
  /** Its hour lasts: files come all the time. */
  HOUR_LASTS,
  /** Its hour has passed: what comes is late. */
  HOUR_PASSED,
  /** Somebody asked for it. */
  ASKED,
  /** Somebody asked that files, however large, get the columns which their events fill. */
  FILL
}
