package dev.firn.catalog.rewrite;

/** Watches a rewrite; may hold it up or, by an exception, end it. */
@FunctionalInterface
public interface RewriteMonitor {
  /** Called every thousand rows or so, while reading and while writing. */
  void moved(long rows);

  /** Neither watches nor holds up. */
  static RewriteMonitor none() {
    return rows -> {};
  }
}
