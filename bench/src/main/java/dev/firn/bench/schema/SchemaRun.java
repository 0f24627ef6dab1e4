package dev.firn.bench.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.schema.PlainReader.Read;
import dev.firn.bench.target.NodeApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Load all the while; orders in the middle; then everything is read, compacted, and read again. */
final class SchemaRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 1_000;

  private final URI url;
  private final NodeApi node;
  private final PrintWriter progress;

  SchemaRun(URI url, PrintWriter progress) {
    this.url = url;
    this.node = new NodeApi(url);
    this.progress = progress;
  }

  ObjectNode run(LoadGenerator generator, Duration duration, double rate)
      throws IOException, InterruptedException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<LoadResult> load =
          CompletableFuture.supplyAsync(() -> drive(generator, duration, rate), thread);
      await("rows in the table", () -> node.table().rows() > 0);
      say("changing the schema");
      ArrayNode orders = new Orders(node, duration.toMillis() / 10).give();
      boolean wasUnderLoad = !load.isDone();
      LoadResult sent = load.join();
      say("waiting for %,d rows to be committed".formatted(sent.acknowledged()));
      await("commits", () -> node.table().rows() >= sent.acknowledged());
      ObjectNode report = JsonReport.object();
      report.set("orders", orders);
      report.put("ordersUnderLoad", wasUnderLoad);
      report.set("load", load(sent));
      report.set("read", read());
      say("compacting");
      compact();
      report.set("readCompacted", read());
      return judged(report, sent);
    } finally {
      thread.shutdownNow();
    }
  }

  private static LoadResult drive(LoadGenerator generator, Duration duration, double rate) {
    try {
      return generator.run(duration, rate);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The load was interrupted", e);
    }
  }

  private static ObjectNode load(LoadResult sent) {
    return JsonReport.object()
        .put("eventsPerSecond", Math.round(sent.acknowledged() / sent.seconds()))
        .put("acknowledged", sent.acknowledged())
        .put("requests", sent.requests())
        .put("rejected", sent.rejected())
        .put("retriesAfterBusy", sent.retriesAfterBusy())
        .put("retriesAfterFault", sent.retriesAfterFault())
        .put("indeterminate", sent.indeterminate())
        .put("p50Millis", sent.latency().getValueAtPercentile(50) / 1e3)
        .put("p99Millis", sent.latency().getValueAtPercentile(99) / 1e3)
        .put("maxMillis", sent.latency().getMaxValue() / 1e3);
  }

  /** Now, and as of the tag, by the name and type of then. */
  private ObjectNode read() throws IOException {
    PlainReader reader = new PlainReader(url);
    ObjectNode read = JsonReport.object();
    read.set("now", json(reader.read(Optional.empty(), Orders.COLUMN, Long.class, Orders.FIELD)));
    read.set(
        "asOfTag",
        json(reader.read(Optional.of(Orders.TAG), "amount", Integer.class, Orders.FIELD)));
    read.set("dropped", json(reader.read(Optional.empty(), "user", String.class, "user_id")));
    return read;
  }

  private static JsonNode json(Read read) {
    return JsonReport.value(read);
  }

  private void compact() throws IOException, InterruptedException {
    String run = node.order("/v1/compaction").path("run").asText();
    await(
        "the compaction",
        () -> !node.ask("/v1/compaction/" + run).path("state").asText().equals("running"));
  }

  private static ObjectNode judged(ObjectNode report, LoadResult sent) {
    ArrayNode problems = report.putArray("problems");
    if (sent.rejected() + sent.retriesAfterFault() + sent.indeterminate() > 0) {
      problems.add("requests failed");
    }
    if (!report.path("ordersUnderLoad").asBoolean()) {
      problems.add("the load ended before the last change");
    }
    for (String when : new String[] {"read", "readCompacted"}) {
      JsonNode read = report.path(when);
      if (read.at("/now/rows").asLong() != sent.acknowledged()) {
        problems.add(when + ": rows are not those that were acknowledged");
      }
      if (read.at("/now/wrong").asLong() + read.at("/asOfTag/wrong").asLong() > 0) {
        problems.add(when + ": values are wrong");
      }
      if (read.at("/asOfTag/filled").asLong() == 0 || read.at("/dropped/hasColumn").asBoolean()) {
        problems.add(when + ": columns are not those of the snapshot");
      }
    }
    if (report.at("/readCompacted/now/filled").asLong() != sent.acknowledged()) {
      problems.add("compaction has not filled all rows");
    }
    return report.put("correct", problems.isEmpty());
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IOException("Waited in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void say(String what) {
    progress.println(what);
    progress.flush();
  }
}
