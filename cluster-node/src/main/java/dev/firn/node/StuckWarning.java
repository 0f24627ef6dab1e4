package dev.firn.node;

import dev.firn.sharding.StuckPartition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an operator is told of partitions that stand still. The others take events as ever, so it is
 * no reason to send them elsewhere.
 */
final class StuckWarning {
  private static final int MOST_NAMED = 3;

  private StuckWarning() {}

  static Optional<String> of(List<StuckPartition> stuck) {
    if (stuck.isEmpty()) {
      return Optional.empty();
    }
    String named =
        stuck.stream()
            .limit(MOST_NAMED)
            .map(StuckWarning::sentence)
            .collect(Collectors.joining("; "));
    int others = stuck.size() - MOST_NAMED;
    return Optional.of(others > 0 ? named + "; and " + others + " more" : named);
  }

  private static String sentence(StuckPartition one) {
    return "partition %s stands still since %s: %s"
        .formatted(one.partition(), one.since(), one.reason());
  }
}
