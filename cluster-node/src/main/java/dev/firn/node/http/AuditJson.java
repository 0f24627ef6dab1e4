package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.AuditReport.Counts;
import dev.firn.catalog.audit.AuditReport.RowTotals;
import dev.firn.catalog.audit.AuditReport.Unasked;
import dev.firn.catalog.audit.Finding;
import dev.firn.catalog.audit.LakeAudit;
import dev.firn.node.audit.Auditing;
import dev.firn.node.audit.Auditing.Standing;
import dev.firn.node.audit.Auditing.Standings;
import java.io.IOException;
import java.util.List;

/**
 * What audits have seen and found, as {@code "tables":[…],"findings":[…]}: one object for each
 * table, and the findings of both.
 */
final class AuditJson {
  private static final int MOST_NAMED = 100;

  private AuditJson() {}

  static void write(JsonGenerator out, LakeAudit.Report report) throws IOException {
    out.writeArrayFieldStart("tables");
    writeTable(out, Auditing.EVENTS, report.events());
    writeTable(out, Auditing.REJECTED, report.rejected());
    out.writeEndArray();
    writeFindings(out, report.events().findings(), report.rejected().findings());
  }

  private static void writeTable(JsonGenerator out, String table, AuditReport report)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("table", table);
    writeSeen(out, report);
    writeUnasked(out, report.unasked());
    out.writeEndObject();
  }

  static void write(JsonGenerator out, Standings standings) throws IOException {
    out.writeArrayFieldStart("tables");
    writeTable(out, Auditing.EVENTS, standings.events());
    writeTable(out, Auditing.REJECTED, standings.rejected());
    out.writeEndArray();
    writeFindings(out, standings.events().findings(), standings.rejected().findings());
  }

  private static void writeTable(JsonGenerator out, String table, Standing standing)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("table", table);
    out.writeStringField("at", standing.at().map(Object::toString).orElse(null));
    if (standing.report().isPresent()) {
      writeSeen(out, standing.report().get());
    }
    writeUnasked(out, standing.unasked());
    out.writeEndObject();
  }

  private static void writeSeen(JsonGenerator out, AuditReport report) throws IOException {
    Counts counts = report.counts();
    out.writeStringField("snapshot", Long.toString(report.snapshotId()));
    out.writeNumberField("partitions", report.partitions().size());
    out.writeNumberField("accounts", counts.accounts());
    out.writeNumberField("letters", counts.letters());
    writeRows(out, report.totals());
    out.writeNumberField("files", counts.files());
    out.writeNumberField("objects", counts.objects());
    out.writeNumberField("checksums", counts.checksums());
    out.writeNumberField("withoutChecksum", counts.withoutChecksum());
    out.writeNumberField("identities", counts.identities());
    out.writeArrayFieldStart("notes");
    for (String note : report.notes()) {
      out.writeString(note);
    }
    out.writeEndArray();
  }

  private static void writeRows(JsonGenerator out, RowTotals rows) throws IOException {
    out.writeObjectFieldStart("rows");
    out.writeNumberField("received", rows.received());
    out.writeNumberField("committed", rows.committed());
    out.writeNumberField("buffered", rows.buffered());
    out.writeNumberField("rejected", rows.rejected());
    out.writeNumberField("duplicates", rows.duplicates());
    out.writeEndObject();
  }

  private static void writeUnasked(JsonGenerator out, Unasked unasked) throws IOException {
    out.writeObjectFieldStart("unasked");
    out.writeNumberField("count", unasked.partitions().size());
    out.writeArrayFieldStart("partitions");
    for (String partition : unasked.partitions().stream().sorted().limit(MOST_NAMED).toList()) {
      out.writeString(partition);
    }
    out.writeEndArray();
    out.writeBooleanField("committer", unasked.committer());
    out.writeEndObject();
  }

  private static void writeFindings(
      JsonGenerator out, List<Finding> ofEvents, List<Finding> ofRejected) throws IOException {
    out.writeArrayFieldStart("findings");
    for (Finding finding : ofEvents) {
      write(out, Auditing.EVENTS, finding);
    }
    for (Finding finding : ofRejected) {
      write(out, Auditing.REJECTED, finding);
    }
    out.writeEndArray();
  }

  private static void write(JsonGenerator out, String table, Finding finding) throws IOException {
    out.writeStartObject();
    out.writeStringField("table", table);
    out.writeStringField("check", finding.check().label());
    out.writeStringField("partition", finding.partition().isEmpty() ? null : finding.partition());
    if (finding.epoch() > 0) {
      out.writeNumberField("epoch", finding.epoch());
    }
    out.writeStringField("file", finding.file().isEmpty() ? null : finding.file());
    out.writeNumberField("rows", finding.rows());
    out.writeStringField("detail", finding.detail());
    out.writeEndObject();
  }
}
