package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What must be so for a node to take events, each checked when asked. */
public final class Readiness {
  private final List<Check> checks;
  private final List<Check> warnings;

  /**
   * @param warnings conditions that an operator should hear of, and that keep no event away
   */
  public Readiness(List<Check> checks, List<Check> warnings) {
    this.checks = List.copyOf(checks);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * One condition.
   *
   * @param trouble why it does not hold; cheap, never blocks
   */
  public record Check(String name, Supplier<Optional<String>> trouble) {}

  /** Every condition that does not hold, with the reason. */
  public Map<String, String> troubles() {
    return troubles(checks);
  }

  private static Map<String, String> troubles(List<Check> checks) {
    Map<String, String> troubles = new LinkedHashMap<>();
    for (Check check : checks) {
      check.trouble().get().ifPresent(reason -> troubles.put(check.name(), reason));
    }
    return troubles;
  }

  HttpResponse response() {
    Map<String, String> troubles = troubles();
    return Answers.json(troubles.isEmpty() ? 200 : 503, out -> write(out, troubles));
  }

  private void write(JsonGenerator out, Map<String, String> troubles) throws IOException {
    out.writeStartObject();
    out.writeBooleanField("ready", troubles.isEmpty());
    out.writeObjectFieldStart("checks");
    for (Check check : checks) {
      out.writeStringField(check.name(), troubles.getOrDefault(check.name(), "ok"));
    }
    out.writeEndObject();
    out.writeObjectFieldStart("warnings");
    for (Map.Entry<String, String> warning : troubles(warnings).entrySet()) {
      out.writeStringField(warning.getKey(), warning.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
  }
}
