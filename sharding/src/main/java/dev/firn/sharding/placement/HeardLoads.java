package dev.firn.sharding.placement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The reports of all nodes as they arrived here. Which are fresh is judged by when they arrived,
 * not by the senders' clocks. Thread-safe.
 */
final class HeardLoads implements ShardLoads {
  private final Duration fresh;
  private final InstantSource clock;
  private volatile Map<String, Heard> heard = Map.of();

  private record Heard(long number, Instant at, Map<String, ShardLoad> loads) {}

  HeardLoads(Duration fresh, InstantSource clock) {
    this.fresh = fresh;
    this.clock = clock;
  }

  /** Everything there is now, by node; what is not new has not been heard again. */
  void hear(Map<String, LoadReport> all) {
    Map<String, Heard> before = heard;
    Map<String, Heard> now = new HashMap<>();
    all.forEach(
        (node, report) -> {
          Heard last = before.get(node);
          now.put(
              node,
              last != null && last.number() == report.number()
                  ? last
                  : new Heard(report.number(), clock.instant(), report.loads()));
        });
    heard = Map.copyOf(now);
  }

  @Override
  public Map<String, Map<String, ShardLoad>> reports() {
    Instant oldest = clock.instant().minus(fresh);
    Map<String, Map<String, ShardLoad>> reports = new HashMap<>();
    heard.forEach(
        (node, report) -> {
          if (!report.at().isBefore(oldest)) {
            reports.put(node, report.loads());
          }
        });
    return reports;
  }
}
