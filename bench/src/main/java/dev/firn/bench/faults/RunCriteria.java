package dev.firn.bench.faults;

import dev.firn.bench.load.LoadResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a random run must come to, beside rows that are right. */
public final class RunCriteria {
  /** As clients see it, after their retries. */
  private static final double LEAST_SUCCESS = 0.9999;

  /** A run in which little happens shows little: two hundred in half an hour. */
  private static final double LEAST_TROUBLES_A_MINUTE = 200 / 30.0;

  private RunCriteria() {}

  /** The share of events that were acknowledged in the end, of all that clients sent. */
  public static double successRate(LoadResult load) {
    long all = load.acknowledged() + load.indeterminate() + load.rejected();
    return all == 0 ? 0 : (double) load.acknowledged() / all;
  }

  /**
   * Nothing if all is well.
   *
   * @param duration that was asked for
   */
  static List<String> problems(LoadResult load, int killsAndFaults, Duration duration) {
    List<String> problems = new ArrayList<>();
    if (successRate(load) < LEAST_SUCCESS) {
      problems.add(
          "Only %.4f %% of all events were acknowledged in the end, not %.2f %%"
              .formatted(100 * successRate(load), 100 * LEAST_SUCCESS));
    }
    if (load.rejected() > 0) {
      problems.add("The node refused " + load.rejected() + " events, all of which were acceptable");
    }
    long least = Math.round(LEAST_TROUBLES_A_MINUTE * duration.toMillis() / 60_000);
    if (killsAndFaults < least) {
      problems.add("Only " + killsAndFaults + " kills and faults, not " + least);
    }
    return problems;
  }
}
