package dev.firn.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What one phase of load came to. Counts are events but for requests, retries and bytes.
 *
 * @param acknowledged events that the node said it has, each counted once
 * @param duplicates of these, the ones it said it had had already
 * @param unexpectedDuplicates duplicates in answers to requests that were sent only once: a fault
 * @param indeterminate events of requests given up without an answer
 * @param rejected events of requests that the node will not take
 * @param busyWithoutPause answers with 429 or 503 that did not say when to come again
 * @param resent events sent again although they had been acknowledged
 * @param resentTakenAsNew of these, the ones that the node took for new: a fault
 * @param latency of acknowledgement from the due time, in microseconds
 * @param seconds from the first due time to the last answer
 */
public record LoadResult(
    long acknowledged,
    long duplicates,
    long unexpectedDuplicates,
    long indeterminate,
    long rejected,
    long requests,
    long retriesAfterBusy,
    long busyWithoutPause,
    long retriesAfterFault,
    long resent,
    long resentTakenAsNew,
    long bytes,
    Histogram latency,
    double seconds) {

  static LoadResult of(Iterable<Tally> tallies, double seconds) {
    Tally sum = new Tally();
    tallies.forEach(sum::add);
    return new LoadResult(
        sum.acknowledged,
        sum.duplicates,
        sum.unexpectedDuplicates,
        sum.indeterminate,
        sum.rejected,
        sum.requests,
        sum.retriesAfterBusy,
        sum.busyWithoutPause,
        sum.retriesAfterFault,
        sum.resent,
        sum.resentTakenAsNew,
        sum.bytes,
        sum.latency,
        seconds);
  }
}
