package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl maintenance}. */
@Command(
    name = "maintenance",
    description = {
      "What each step of upkeep has done on the node that is asked, and when it comes next.",
      "One node of a cluster takes them by itself; which one, this shows. With --run the node that is",
      "asked takes a step now, beside events and queries, and it is waited for. Steps: expiry,",
      "manifests, metadata, orphans; all for those that are taken by themselves, which orphans are not."
    })
final class MaintenanceCommand extends CtlCommand {
  private static final long POLL_MILLIS = 500;
  private static final String ORPHANS = "orphans";

  @Option(names = "--run", paramLabel = "STEP", description = "Take this step now, or all")
  private @Nullable String step;

  @Option(names = "--dry-run", description = "With --run: only find out what there is to do")
  private boolean dryRun;

  MaintenanceCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(step != null || !dryRun, "--dry-run goes with --run STEP");
    require(!"compaction".equals(step), "compaction has a command of its own: firn ctl compact");
    if (step == null) {
      return standing(node.get("/v1/maintenance"), out);
    }
    if (step.equals(ORPHANS) && !dryRun) {
      confirm(question(finished(node, step, true)));
    }
    JsonNode run = finished(node, step, dryRun);
    if (isJson()) {
      printJson(out, run);
    } else {
      reports(run.path("steps")).print(out);
    }
    return run.path("state").asText().equals("failed") ? WRONG : OK;
  }

  /** What would be deleted is found out first. */
  private static String question(JsonNode rehearsal) throws CtlException {
    long orphans = 0;
    long bytes = 0;
    for (JsonNode report : rehearsal.path("steps")) {
      if (report.path("state").asText().equals("failed")) {
        throw CtlException.refused(Text.filled("{table}: {detail}", report));
      }
      orphans += report.path("figures").path("orphans").asLong();
      bytes += report.path("figures").path("bytes").asLong();
    }
    return "Delete %d objects (%s) that no snapshot refers to, for good?"
        .formatted(orphans, Text.bytes(bytes));
  }

  private static JsonNode finished(NodeApi node, String step, boolean isDryRun)
      throws CtlException, InterruptedException {
    String query = "?dryRun=" + isDryRun;
    if (!step.equals("all")) {
      query += "&step=" + NodeApi.encoded(step);
    }
    String number = node.post("/v1/maintenance" + query).path("run").asText();
    while (true) {
      JsonNode run = node.patientGet("/v1/maintenance/" + number);
      if (!run.path("state").asText().equals("running")) {
        return run;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static Table reports(JsonNode reports) {
    Table table = new Table("STEP", "TABLE", "STATE", "TOOK", "FIGURES", "DETAIL");
    for (JsonNode report : reports) {
      table.row(
          Text.of(report, "step"),
          Text.of(report, "table"),
          Text.of(report, "state"),
          Text.of(report, "millis") + " ms",
          figures(report.path("figures")),
          Text.of(report, "detail"));
    }
    return table;
  }

  private static String figures(JsonNode figures) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> figure : figures.properties()) {
      boolean isBytes = figure.getKey().toLowerCase(Locale.ROOT).contains("bytes");
      long value = figure.getValue().asLong();
      words.add(figure.getKey() + " " + (isBytes ? Text.bytes(value) : Long.toString(value)));
    }
    return words.isEmpty() ? Text.NONE : String.join(", ", words);
  }

  private int standing(JsonNode answer, PrintWriter out) {
    if (isJson()) {
      printJson(out, answer);
      return OK;
    }
    Instant now = Instant.now();
    Table table = new Table("STEP", "TABLE", "LAST", "RUNS", "FAILED", "SAVED", "NEXT", "DETAIL");
    for (JsonNode step : answer.path("steps")) {
      JsonNode last = step.path("last");
      table.row(
          Text.of(step, "step"),
          Text.of(step, "table"),
          last.isObject() ? last.path("state").asText() + " " + ago(last, now) : Text.NONE,
          Text.of(step, "runs"),
          Text.of(step, "failures"),
          figures(step.path("saved")),
          next(step, answer, now),
          detail(last));
    }
    table.print(out);
    compaction(answer.path("compaction"), out);
    return OK;
  }

  private static String ago(JsonNode last, Instant now) {
    return Text.age(last, "at", now) + " ago";
  }

  private static String detail(JsonNode last) {
    String detail = Text.of(last, "detail");
    return detail.equals(Text.NONE) ? figures(last.path("figures")) : detail;
  }

  private static String next(JsonNode step, JsonNode answer, Instant now) {
    if (step.path("next").isTextual()) {
      Instant next = Instant.parse(step.path("next").asText());
      return "in " + Text.span(Duration.between(now, next));
    }
    boolean isOrdered = step.path("step").asText().equals(ORPHANS);
    return isOrdered || answer.path("inBackground").asBoolean() ? "when ordered" : "another node";
  }

  private static void compaction(JsonNode compaction, PrintWriter out) {
    if (compaction.isObject()) {
      out.println(
          "compaction: "
              + (compaction.path("enabled").asBoolean() ? "by itself" : "when ordered")
              + ", "
              + Text.of(compaction, "waiting")
              + " partitions wait, "
              + compaction.path("running").size()
              + " run (firn ctl compact --status)");
    }
  }
}
