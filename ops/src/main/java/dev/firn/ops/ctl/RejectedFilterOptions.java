package dev.firn.ops.ctl;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RejectedFilterOptions {
  @Option(names = "--type", paramLabel = "TYPE", description = "Event type")
  private @Nullable String type;

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose events")
  private @Nullable String tenant;

  @Option(names = "--reason", paramLabel = "REASON", description = "Why, for example missing_value")
  private @Nullable String reason;

  @Option(names = "--from", paramLabel = "TIME", description = "Earliest event time, ISO 8601")
  private @Nullable String from;

  @Option(names = "--until", paramLabel = "TIME", description = "First event time too late")
  private @Nullable String until;

  @Option(names = "--id", paramLabel = "ID", description = "An event's id; may be repeated")
  private List<String> ids = new ArrayList<>();

  /** As a query, with its question mark; empty where everything is meant. */
  String query() {
    List<String> parameters = new ArrayList<>();
    add(parameters, "type", type);
    add(parameters, "tenant", tenant);
    add(parameters, "reason", reason);
    add(parameters, "from", from);
    add(parameters, "until", until);
    ids.forEach(id -> add(parameters, "id", id));
    return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
  }

  /** As it was written on the command line. */
  String words() {
    return query().isEmpty()
        ? "anything"
        : URLDecoder.decode(query().substring(1), StandardCharsets.UTF_8).replace("&", ", ");
  }

  private static void add(List<String> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.add(name + "=" + NodeApi.encoded(value));
    }
  }
}
