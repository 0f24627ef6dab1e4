package dev.firn.bench.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.target.Machine;
import dev.firn.bench.target.Metrics;
import dev.firn.bench.target.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** The figures of a run; docs/benchmarks.md says what each means. */
record IngestReport(
    Plan plan,
    LoadResult warmup,
    long warmupRows,
    LoadResult load,
    TableState before,
    TableState after,
    long startedMillis,
    long endedMillis,
    Usage used,
    Metrics metricsBefore,
    Metrics metricsAfter,
    double heapPeakBytes) {
  ObjectNode toJson() throws InterruptedException {
    List<String> problems = problems();
    ObjectNode json = JsonReport.object();
    json.put("correct", problems.isEmpty());
    ArrayNode list = json.putArray("problems");
    problems.forEach(list::add);
    json.set("plan", planJson());
    json.set("acknowledged", acknowledgedJson());
    json.set("committed", committedJson());
    json.set("latencyMillis", latencyJson(load.latency()));
    json.set("node", nodeJson());
    json.set("generator", generatorJson());
    json.set("table", tableJson());
    json.set("machine", JsonReport.value(Machine.current()));
    return json;
  }

  /** Acknowledged ⊆ table, and nothing there that was not sent. */
  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    check(problems, "in the warm-up", warmup, warmupRows);
    check(problems, "under load", load, after.rows() - before.rows());
    return problems;
  }

  private static void check(List<String> problems, String when, LoadResult sent, long rows) {
    if (rows < sent.acknowledged()) {
      problems.add(
          "%d of %d events acknowledged %s are missing from the table"
              .formatted(sent.acknowledged() - rows, sent.acknowledged(), when));
    }
    if (rows > sent.acknowledged() + sent.indeterminate()) {
      problems.add(
          "%d rows more than the %d events sent %s"
              .formatted(
                  rows - sent.acknowledged() - sent.indeterminate(), sent.acknowledged(), when));
    }
    if (sent.unexpectedDuplicates() > 0) {
      problems.add(
          "%d new events %s were called duplicates".formatted(sent.unexpectedDuplicates(), when));
    }
    if (sent.rejected() > 0) {
      problems.add("%d events %s were rejected".formatted(sent.rejected(), when));
    }
  }

  private ObjectNode planJson() {
    ObjectNode json =
        JsonReport.object()
            .put("rate", plan.eventsPerSecond() == 0 ? "max" : number(plan.eventsPerSecond()))
            .put("durationSeconds", plan.duration().toSeconds())
            .put("warmupSeconds", plan.warmup().toSeconds())
            .put("connections", plan.connections());
    json.set("workload", JsonReport.value(plan.workload()));
    return json;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private ObjectNode acknowledgedJson() {
    return JsonReport.object()
        .put("events", load.acknowledged())
        .put("perSecond", Math.round(load.acknowledged() / load.seconds()))
        .put("seconds", round(load.seconds(), 3))
        .put("requests", load.requests())
        .put("bytesPerEventSent", perEvent(load.bytes(), 1))
        .put("duplicatesAfterRetry", load.duplicates())
        .put("retriesAfterBusy", load.retriesAfterBusy())
        .put("retriesAfterFault", load.retriesAfterFault())
        .put("indeterminate", load.indeterminate())
        .put("rejected", load.rejected())
        .put("warmupEvents", warmup.acknowledged());
  }

  private ObjectNode committedJson() {
    long rows = after.rows() - before.rows();
    ObjectNode json =
        JsonReport.object()
            .put("rows", rows)
            .put("perSecondToLastCommit", Math.round(rows / (load.seconds() + drainSeconds())))
            .put("drainSeconds", round(drainSeconds(), 3));
    sustained().ifPresent(s -> json.put("perSecondSustained", Math.round(s)));
    return json;
  }

  /** From the last acknowledgement to the last commit. */
  private double drainSeconds() {
    long last =
        after.commits().stream().mapToLong(TableState.Commit::timeMillis).max().orElse(endedMillis);
    return Math.max(0, last - endedMillis) / 1e3;
  }

  /** Rows a second between the first and the last commit that fall into the time of load. */
  private OptionalDouble sustained() {
    List<TableState.Commit> during =
        after.commits().stream()
            .filter(c -> c.timeMillis() >= startedMillis && c.timeMillis() <= endedMillis)
            .toList();
    if (during.size() < 3) {
      return OptionalDouble.empty();
    }
    TableState.Commit first = during.get(0);
    TableState.Commit last = during.get(during.size() - 1);
    double seconds = (last.timeMillis() - first.timeMillis()) / 1e3;
    return OptionalDouble.of((last.rows() - first.rows()) / seconds);
  }

  private static ObjectNode latencyJson(Histogram micros) {
    return JsonReport.object()
        .put("p50", micros.getValueAtPercentile(50) / 1e3)
        .put("p90", micros.getValueAtPercentile(90) / 1e3)
        .put("p99", micros.getValueAtPercentile(99) / 1e3)
        .put("p999", micros.getValueAtPercentile(99.9) / 1e3)
        .put("max", micros.getMaxValue() / 1e3)
        .put("mean", round(micros.getMean() / 1e3, 3));
  }

  private ObjectNode nodeJson() {
    ObjectNode json = JsonReport.object();
    used.nodeCpuMicros()
        .ifPresent(
            cpu ->
                json.put("cpuSeconds", round(cpu / 1e6, 2))
                    .put("cpuMicrosPerEvent", perEvent(cpu, 2)));
    used.databaseCpuMicros()
        .ifPresent(cpu -> json.put("databaseCpuMicrosPerEvent", perEvent(cpu, 2)));
    used.catalogCpuMicros()
        .ifPresent(cpu -> json.put("catalogCpuMicrosPerEvent", perEvent(cpu, 2)));
    used.nodePeakResidentBytes().ifPresent(bytes -> json.put("peakResidentMiB", bytes >> 20));
    return json.put("heapMaxMiB", (long) metricsAfter.heapMaxBytes() >> 20)
        .put("heapPeakSeenMiB", (long) heapPeakBytes >> 20)
        .put("gcPauseSeconds", round(metricsAfter.gcSeconds() - metricsBefore.gcSeconds(), 3));
  }

  private ObjectNode generatorJson() {
    return JsonReport.object()
        .put("cpuSeconds", round(used.generatorCpuMicros() / 1e6, 2))
        .put("cpuMicrosPerEvent", perEvent(used.generatorCpuMicros(), 2));
  }

  private ObjectNode tableJson() {
    long files = after.files() - before.files();
    long rows = Math.max(1, after.rows() - before.rows());
    return JsonReport.object()
        .put("filesAdded", files)
        .put("rowsPerFile", round((double) rows / Math.max(1, files), 1))
        .put("bytesPerEvent", round((double) (after.bytes() - before.bytes()) / rows, 1))
        .put("snapshotsAdded", after.sequence() - before.sequence())
        .put("rowsInTable", after.rows());
  }

  private double perEvent(long value, int digits) {
    return round((double) value / Math.max(1, load.acknowledged()), digits);
  }

  private static double round(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
