package dev.firn.bench.cluster;

import dev.firn.bench.load.Workload;
import java.io.IOException;

/**
 * What is done to a cluster under load.
 *
 * @param types of events, each in two hours
 * @param act what happens while events come
 * @param afterLoad what happens when none come any more
 */
record Scenario(String title, int types, int hours, Act act, Act afterLoad) {
  private static final int BATCH = 50;
  private static final int EVENT_BYTES = 400;

  /** Of events, in most scenarios. */
  static final int TYPES = 10;

  private static final int HOURS = 2;

  /** Something that happens. */
  interface Act {
    void play(Stage stage) throws IOException, InterruptedException;
  }

  /** With twenty partitions, all of which nearly every request has events for. */
  static Scenario of(String title, Act act) {
    return new Scenario(title, TYPES, HOURS, act, stage -> {});
  }

  /** One request of a few events of each of some types. */
  static Workload onceTo(int types, int run) {
    return new Workload(8 * types, types, 1, EVENT_BYTES, Workload.Mix.BATCH, run);
  }

  /** What is sent; nearly every request has events for every partition. */
  Workload workload(int run) {
    return new Workload(BATCH, types, hours, EVENT_BYTES, Workload.Mix.BATCH, run);
  }
}
