package dev.firn.bench.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.faults.FirstAcknowledgement.Wait;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.load.LoadResult;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to.
 *
 * @param faults of requests, by kind
 * @param situations what other clients did to the table, each during one of the faults
 */
record FaultReport(
    long seed,
    UnderLoad.Ending ending,
    List<String> problems,
    Troubles troubles,
    Map<String, Integer> faults,
    Map<String, Integer> situations,
    NodeLives node) {
  private static final int SLOWEST_SHOWN = 5;

  FaultReport {
    problems = List.copyOf(problems);
    faults = Map.copyOf(faults);
    situations = Map.copyOf(situations);
  }

  boolean isCorrect() {
    return problems.isEmpty();
  }

  /** Everything that was done to processes and requests. */
  static int killsAndFaults(Troubles troubles, Map<String, Integer> faults) {
    return sum(troubles.done()) + sum(faults);
  }

  ObjectNode json() {
    LoadResult load = ending.load();
    int all = sum(troubles.done());
    ObjectNode json =
        JsonReport.object()
            .put("correct", isCorrect())
            .put("seed", seed)
            .put("seconds", Math.round(load.seconds()))
            .put("killsAndFaults", killsAndFaults(troubles, faults))
            .put("kills", troubles.kills())
            .put("otherTroubles", all - troubles.kills())
            .put("requestFaults", sum(faults));
    putLoad(json, load);
    putTable(json, ending.table());
    json.put("drained", ending.isDrained())
        .put("drainSeconds", rounded(ending.drainSeconds()))
        .put("failedStarts", node.failedStarts())
        .put("stepsNotReached", troubles.stepsNotReached());
    json.set("troubles", JsonReport.value(new TreeMap<>(troubles.done())));
    json.set("faults", JsonReport.value(new TreeMap<>(faults)));
    json.set("situations", JsonReport.value(new TreeMap<>(situations)));
    putWaits(json, troubles.waits());
    json.set("startSeconds", spread(node.startSeconds()));
    json.set("problems", JsonReport.value(problems));
    return json;
  }

  private static void putLoad(ObjectNode json, LoadResult load) {
    json.put("acknowledged", load.acknowledged())
        .put("acknowledgedPerSecond", Math.round(load.acknowledged() / load.seconds()))
        .put("indeterminate", load.indeterminate())
        .put("rejected", load.rejected())
        .put("successRate", RunCriteria.successRate(load))
        .put("resent", load.resent())
        .put("resentTakenAsNew", load.resentTakenAsNew())
        .put("retriesAfterBusy", load.retriesAfterBusy())
        .put("retriesAfterFault", load.retriesAfterFault());
  }

  private static void putTable(ObjectNode json, TableCheck.Result table) {
    json.put("lost", table.lost())
        .put("doubled", table.doubled())
        .put("rows", table.rows())
        .put("deadLetters", table.deadLetters())
        .put("files", table.files())
        .put("ledger", table.ledger());
  }

  private static void putWaits(ObjectNode json, List<Wait> waits) {
    json.set("firstAckSeconds", spread(waits.stream().map(Wait::seconds).toList()));
    json.set(
        "firstAckSecondsAfterOneStart",
        spread(waits.stream().filter(Wait::isPlain).map(Wait::seconds).toList()));
    ArrayNode slowest = json.putArray("slowestFirstAcks");
    waits.stream()
        .sorted(Comparator.comparingDouble(Wait::seconds).reversed())
        .limit(SLOWEST_SHOWN)
        .forEach(
            wait ->
                slowest
                    .addObject()
                    .put("seconds", rounded(wait.seconds()))
                    .put("death", wait.death())
                    .put("deaths", wait.deaths())
                    .put("starts", wait.starts())
                    .put("failedStarts", wait.failedStarts())
                    .put("secondsFromLastStart", rounded(wait.lastStartSeconds())));
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static ObjectNode spread(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    ObjectNode json = JsonReport.object().put("count", sorted.size());
    if (!sorted.isEmpty()) {
      json.put("median", rounded(sorted.get(sorted.size() / 2)))
          .put("p90", rounded(sorted.get(sorted.size() * 9 / 10)))
          .put("worst", rounded(sorted.get(sorted.size() - 1)));
    }
    return json;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
