package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl compact}. */
@Command(
    name = "compact",
    description = {
      "Rewrites small files into few large ones now, and waits until it is done.",
      "Safe at any time, beside events and queries: no row is lost or doubled, and what was",
      "replaced stays readable in earlier snapshots. The node that is asked does the work.",
      "Interrupted, it goes on by itself."
    })
final class CompactCommand extends CtlCommand {
  private static final long POLL_MILLIS = 500;

  @Option(
      names = "--partition",
      paramLabel = "PARTITION",
      description =
          "Only this partition, for example page.view/2026-11-22T09; may be repeated (default: all)")
  private List<String> partitions = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only say what would be rewritten")
  private boolean dryRun;

  @Option(
      names = "--beside-others",
      description =
          "Also where somebody else, such as the catalog itself, rewrites the table's files")
  private boolean besideOthers;

  @Option(
      names = "--fill",
      description = {
        "Instead of small files, rewrite those of any size that lack a column which events of",
        "their type fill (firn ctl schema)"
      })
  private boolean fill;

  @Option(
      names = "--status",
      description = "Do nothing, show how compaction stands on the node that is asked")
  private boolean status;

  CompactCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(
        !status || (!dryRun && !besideOthers && !fill && partitions.isEmpty()),
        "--status takes no other option");
    if (status) {
      return standing(node.get("/v1/compaction"), out);
    }
    JsonNode run = finished(node, node.post("/v1/compaction" + query()).path("run").asText());
    if (run.path("state").asText().equals("failed")) {
      throw CtlException.refused("the compaction failed: " + Text.of(run, "detail"));
    }
    if (isJson()) {
      printJson(out, run);
    } else {
      print(run, out);
    }
    return run.path("notDone").asLong() == 0 ? OK : WRONG;
  }

  private String query() {
    StringBuilder query = new StringBuilder("?dryRun=").append(dryRun);
    query.append("&besideOthers=").append(besideOthers);
    query.append(fill ? "&fill=true" : "");
    partitions.forEach(name -> query.append("&partition=").append(NodeApi.encoded(name)));
    return query.toString();
  }

  private JsonNode finished(NodeApi node, String number) throws CtlException, InterruptedException {
    boolean hasTold = false;
    while (true) {
      JsonNode run = node.get("/v1/compaction/" + number);
      if (!run.path("state").asText().equals("running")) {
        if (hasTold) {
          err().println();
        }
        return run;
      }
      tell(run);
      hasTold = true;
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void tell(JsonNode run) {
    err()
        .print(
            "\r%s of %s partitions, %s files into %s "
                .formatted(
                    Text.of(run, "looked"),
                    Text.of(run, "partitions"),
                    Text.of(run, "filesBefore"),
                    Text.of(run, "filesAfter")));
    err().flush();
  }

  private static void print(JsonNode run, PrintWriter out) {
    if (!run.path("jobs").isEmpty()) {
      jobs(run.path("jobs")).print(out);
      out.println();
    }
    out.println(
        run.path("dryRun").asBoolean()
            ? "would rewrite %s files (%s) of %s partitions"
                .formatted(
                    Text.of(run, "filesBefore"),
                    Text.bytes(run, "bytesBefore"),
                    Text.of(run, "partitions"))
            : "%s files (%s) became %s (%s), %s repeated events removed"
                .formatted(
                    Text.of(run, "filesBefore"),
                    Text.bytes(run, "bytesBefore"),
                    Text.of(run, "filesAfter"),
                    Text.bytes(run, "bytesAfter"),
                    Text.of(run, "duplicates")));
    if (run.path("detail").isTextual()) {
      out.println(run.path("detail").asText());
    }
  }

  private static Table jobs(JsonNode jobs) {
    Table table =
        new Table("PARTITION", "STATE", "FILES", "INTO", "BYTES", "INTO", "REPEATED", "DETAIL");
    for (JsonNode job : jobs) {
      boolean isDone = job.path("state").asText().equals("compacted");
      table.row(
          Text.of(job, "partition"),
          Text.of(job, "state"),
          Text.of(job, "filesBefore"),
          isDone ? Text.of(job, "filesAfter") : Text.NONE,
          Text.bytes(job, "bytesBefore"),
          isDone ? Text.bytes(job, "bytesAfter") : Text.NONE,
          isDone ? Text.of(job, "duplicates") : Text.NONE,
          Text.of(job, "detail"));
    }
    return table;
  }

  private int standing(JsonNode standing, PrintWriter out) {
    if (isJson()) {
      printJson(out, standing);
      return OK;
    }
    boolean isEnabled = standing.path("enabled").asBoolean();
    out.println(
        isEnabled ? "compacts by itself" : "compacts when asked alone (firn.compaction.enabled)");
    if (standing.path("leftTo").isTextual()) {
      out.println("but leaves the table to others: " + standing.path("leftTo").asText());
    }
    out.println(Text.filled("{waiting} partitions wait", standing));
    for (JsonNode job : standing.path("running")) {
      out.println(Text.filled("running: {partition} since {since}", job));
    }
    if (!standing.path("last").isEmpty()) {
      jobs(standing.path("last")).print(out);
    }
    return OK;
  }
}
