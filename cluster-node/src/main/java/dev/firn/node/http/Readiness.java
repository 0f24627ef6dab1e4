package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What must be so for a node to take events, each checked when asked. */
public final class Readiness {
  private final List<Check> checks;
  private final List<Check> warnings;
  private final Map<String, Set<String>> roles;

  /** Of a node that is asked as a whole only. */
  public Readiness(List<Check> checks, List<Check> warnings) {
    this(checks, warnings, Map.of());
  }

  /**
   * @param warnings conditions that an operator should hear of, and that keep no event away
   * @param roles the names of the checks that each of the node's roles stands on
   */
  public Readiness(List<Check> checks, List<Check> warnings, Map<String, Set<String>> roles) {
    this.checks = List.copyOf(checks);
    this.warnings = List.copyOf(warnings);
    this.roles = Map.copyOf(roles);
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

  /** Whether the node is ready for one of its roles; nothing where it does not have it. */
  Optional<HttpResponse> response(String role) {
    Set<String> needed = roles.get(role);
    if (needed == null) {
      return Optional.empty();
    }
    Map<String, String> troubles = troubles();
    troubles.keySet().retainAll(needed);
    return Optional.of(
        Answers.json(troubles.isEmpty() ? 200 : 503, out -> write(out, troubles, needed)));
  }

  HttpResponse response() {
    Map<String, String> troubles = troubles();
    Set<String> all = checks.stream().map(Check::name).collect(Collectors.toSet());
    return Answers.json(troubles.isEmpty() ? 200 : 503, out -> write(out, troubles, all));
  }

  private void write(JsonGenerator out, Map<String, String> troubles, Set<String> asked)
      throws IOException {
    out.writeStartObject();
    out.writeBooleanField("ready", troubles.isEmpty());
    out.writeObjectFieldStart("checks");
    for (Check check : checks) {
      if (!asked.contains(check.name())) {
        continue;
      }
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
