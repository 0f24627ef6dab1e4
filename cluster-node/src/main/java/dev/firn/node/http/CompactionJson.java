package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.node.compaction.Compacting.Current;
import dev.firn.node.compaction.Compacting.Standing;
import dev.firn.node.compaction.CompactionRun;
import dev.firn.node.compaction.CompactionRun.Totals;
import dev.firn.node.compaction.JobReport;
import java.io.IOException;

/** How compaction stands, and what runs have come to. */
final class CompactionJson {
  private CompactionJson() {}

  static void write(JsonGenerator out, Standing standing) throws IOException {
    out.writeBooleanField("enabled", standing.isEnabled());
    out.writeStringField("leftTo", standing.whyNot().orElse(null));
    out.writeNumberField("waiting", standing.waiting());
    Listings.array(out, "running", standing.running(), CompactionJson::write);
    Listings.array(out, "last", standing.last(), CompactionJson::write);
  }

  private static void write(JsonGenerator out, Current job) throws IOException {
    out.writeStringField("partition", job.partition());
    out.writeStringField("since", job.since().toString());
    out.writeNumberField("rowsMoved", job.rows());
  }

  private static void write(JsonGenerator out, JobReport job) throws IOException {
    out.writeStringField("partition", job.partition());
    out.writeStringField("state", job.state().word());
    out.writeStringField("at", job.at().toString());
    out.writeNumberField("filesBefore", job.filesBefore());
    out.writeNumberField("filesAfter", job.filesAfter());
    out.writeNumberField("bytesBefore", job.bytesBefore());
    out.writeNumberField("bytesAfter", job.bytesAfter());
    out.writeNumberField("rows", job.rows());
    out.writeNumberField("duplicates", job.duplicates());
    out.writeNumberField("millis", job.took().toMillis());
    out.writeStringField("detail", job.detail().isEmpty() ? null : job.detail());
  }

  static void write(JsonGenerator out, CompactionRun run) throws IOException {
    out.writeStringField("state", run.state().word());
    out.writeBooleanField("dryRun", run.isDryRun());
    out.writeNumberField("partitions", run.partitions());
    out.writeNumberField("looked", run.looked());
    out.writeStringField("current", run.current().orElse(null));
    Totals totals = run.totals();
    out.writeNumberField("filesBefore", totals.filesBefore());
    out.writeNumberField("filesAfter", totals.filesAfter());
    out.writeNumberField("bytesBefore", totals.bytesBefore());
    out.writeNumberField("bytesAfter", totals.bytesAfter());
    out.writeNumberField("rows", totals.rows());
    out.writeNumberField("duplicates", totals.duplicates());
    out.writeNumberField("notDone", totals.notDone());
    Listings.array(out, "jobs", run.jobs(), CompactionJson::write);
    out.writeStringField("detail", run.detail().isEmpty() ? null : run.detail());
  }
}
