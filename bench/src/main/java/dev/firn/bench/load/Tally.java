package dev.firn.bench.load;

import org.HdrHistogram.Histogram;

/** Counts of one connection. One thread writes; read when it has ended. */
final class Tally {
  private static final int SIGNIFICANT_DIGITS = 3;

  long acknowledged;
  long duplicates;
  long unexpectedDuplicates;
  long indeterminate;
  long rejected;
  long requests;
  long retriesAfterBusy;
  long busyWithoutPause;
  long retriesAfterFault;
  long resent;
  long resentTakenAsNew;
  long bytes;
  final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);

  void add(Tally other) {
    acknowledged += other.acknowledged;
    duplicates += other.duplicates;
    unexpectedDuplicates += other.unexpectedDuplicates;
    indeterminate += other.indeterminate;
    rejected += other.rejected;
    requests += other.requests;
    retriesAfterBusy += other.retriesAfterBusy;
    busyWithoutPause += other.busyWithoutPause;
    retriesAfterFault += other.retriesAfterFault;
    resent += other.resent;
    resentTakenAsNew += other.resentTakenAsNew;
    bytes += other.bytes;
    latency.add(other.latency);
  }
}
