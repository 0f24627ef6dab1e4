package dev.firn.bench.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.load.LoadResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param isDrained the node had nothing left that was not in the table
 * @param troubles of processes, by kind
 * @param faults of requests, by kind
 * @param situations what other clients did to the table
 */
record FaultReport(
    long seed,
    LoadResult load,
    TableCheck.Result table,
    boolean isDrained,
    double drainSeconds,
    Map<String, Integer> troubles,
    Map<String, Integer> faults,
    Map<String, Integer> situations,
    List<Double> firstAckSeconds,
    List<Double> startSeconds,
    int failedStarts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  FaultReport {
    troubles = Map.copyOf(troubles);
    faults = Map.copyOf(faults);
    situations = Map.copyOf(situations);
    firstAckSeconds = List.copyOf(firstAckSeconds);
    startSeconds = List.copyOf(startSeconds);
  }

  boolean isCorrect() {
    return isDrained && table.problems().isEmpty() && load.resentTakenAsNew() == 0;
  }

  /** The share of events that were acknowledged in the end, of all that clients sent. */
  double successRate() {
    long all = load.acknowledged() + load.indeterminate() + load.rejected();
    return all == 0 ? 0 : (double) load.acknowledged() / all;
  }

  String json() throws IOException {
    ObjectNode json =
        JSON.createObjectNode()
            .put("correct", isCorrect())
            .put("seed", seed)
            .put("seconds", Math.round(load.seconds()))
            .put("acknowledged", load.acknowledged())
            .put("lost", table.lost())
            .put("doubled", table.doubled())
            .put("indeterminate", load.indeterminate())
            .put("rejected", load.rejected())
            .put("successRate", successRate())
            .put("resent", load.resent())
            .put("resentTakenAsNew", load.resentTakenAsNew())
            .put("retriesAfterBusy", load.retriesAfterBusy())
            .put("retriesAfterFault", load.retriesAfterFault())
            .put("rows", table.rows())
            .put("files", table.files())
            .put("ledger", table.ledger())
            .put("failedStarts", failedStarts)
            .put("drained", isDrained)
            .put("drainSeconds", rounded(drainSeconds))
            .put("troublesTotal", sum(troubles))
            .put("faultsTotal", sum(faults))
            .put("situationsTotal", sum(situations));
    json.set("troubles", JSON.valueToTree(troubles));
    json.set("faults", JSON.valueToTree(faults));
    json.set("situations", JSON.valueToTree(situations));
    json.set("firstAckSeconds", spread(firstAckSeconds));
    json.set("startSeconds", spread(startSeconds));
    json.set("problems", JSON.valueToTree(table.problems()));
    return JSON.writeValueAsString(json);
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static ObjectNode spread(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    ObjectNode json = JSON.createObjectNode().put("count", sorted.size());
    if (!sorted.isEmpty()) {
      json.put("median", rounded(sorted.get(sorted.size() / 2)))
          .put("worst", rounded(sorted.get(sorted.size() - 1)));
    }
    return json;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
