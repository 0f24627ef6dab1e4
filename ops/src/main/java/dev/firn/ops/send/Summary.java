package dev.firn.ops.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The last words of a run, said once: at its end or when it is broken off. */
final class Summary {
  /** How the summary is printed. */
  enum Format {
    TEXT,
    JSON
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tally tally;
  private final Rejects rejects;
  private final Format format;
  private final PrintWriter out;
  private final PrintWriter err;
  private final AtomicBoolean printed = new AtomicBoolean();

  Summary(Tally tally, Rejects rejects, Format format, PrintWriter out, PrintWriter err) {
    this.tally = tally;
    this.rejects = rejects;
    this.format = format;
    this.out = out;
    this.err = err;
  }

  void print() {
    if (printed.getAndSet(true)) {
      return;
    }
    Tally.Counts counts = tally.counts();
    List<Rejects.Reject> first = rejects.first();
    if (format == Format.JSON) {
      out.println(json(counts, first));
    } else {
      first.forEach(err::println);
      if (counts.rejected() > first.size()) {
        err.println("… and " + (counts.rejected() - first.size()) + " more");
      }
      out.println(text(counts));
    }
    err.flush();
    out.flush();
  }

  private static String text(Tally.Counts counts) {
    return "acknowledged %d, duplicates %d, rejected %d"
        .formatted(counts.acknowledged(), counts.duplicates(), counts.rejected());
  }

  private static ObjectNode json(Tally.Counts counts, List<Rejects.Reject> first) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("acknowledged", counts.acknowledged())
            .put("duplicates", counts.duplicates())
            .put("rejected", counts.rejected())
            .put("unsettled", counts.unsettled())
            .put("retries", counts.retries())
            .put("seconds", Math.round(counts.seconds() * 1000) / 1000.0)
            .put("eventsPerSecond", Math.round(counts.settled() / counts.seconds()));
    ArrayNode rejects = json.putArray("rejects");
    for (Rejects.Reject reject : first) {
      rejects
          .addObject()
          .put("file", reject.file())
          .put("line", reject.line())
          .put("reason", reject.reason())
          .put("detail", reject.detail());
    }
    return json;
  }
}
