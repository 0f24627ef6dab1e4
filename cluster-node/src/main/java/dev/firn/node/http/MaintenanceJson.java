package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.node.upkeep.MaintenanceRun;
import dev.firn.node.upkeep.StepReport;
import dev.firn.node.upkeep.StepReport.State;
import dev.firn.node.upkeep.StepStanding;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** How steps of upkeep stand, and what runs have come to. */
final class MaintenanceJson {
  private MaintenanceJson() {}

  static void write(JsonGenerator out, StepStanding standing) throws IOException {
    out.writeStringField("table", standing.table());
    out.writeStringField("step", standing.step().word());
    out.writeNumberField("runs", standing.runs());
    out.writeNumberField("failures", standing.failures());
    writeFigures(out, "saved", standing.saved());
    out.writeStringField("next", standing.next().map(Instant::toString).orElse(null));
    if (standing.last().isPresent()) {
      out.writeObjectFieldStart("last");
      writeOutcome(out, standing.last().get());
      out.writeEndObject();
    } else {
      out.writeNullField("last");
    }
  }

  static void write(JsonGenerator out, MaintenanceRun run) throws IOException {
    boolean isFailed = run.reports().stream().anyMatch(report -> report.state() == State.FAILED);
    out.writeStringField("state", run.isOver() ? isFailed ? "failed" : "done" : "running");
    out.writeBooleanField("dryRun", run.isDryRun());
    Listings.array(
        out,
        "steps",
        run.reports(),
        (json, report) -> {
          json.writeStringField("table", report.table());
          json.writeStringField("step", report.step().word());
          writeOutcome(json, report);
        });
  }

  private static void writeOutcome(JsonGenerator out, StepReport report) throws IOException {
    out.writeStringField("state", report.state().name().toLowerCase(Locale.ROOT));
    out.writeStringField("at", report.at().toString());
    out.writeNumberField("millis", report.took().toMillis());
    writeFigures(out, "figures", report.result().figures());
    String detail = report.result().detail();
    out.writeStringField("detail", detail.isEmpty() ? null : detail);
  }

  private static void writeFigures(JsonGenerator out, String name, Map<String, Long> figures)
      throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> figure : figures.entrySet()) {
      out.writeNumberField(figure.getKey(), figure.getValue());
    }
    out.writeEndObject();
  }
}
