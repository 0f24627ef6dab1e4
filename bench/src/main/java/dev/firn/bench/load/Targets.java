package dev.firn.bench.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where requests go.
 *
 * @param nodes used in turn
 * @param key shown with every request, where nodes ask for one
 * @param longestAnswer how long an answer is waited for
 */
public record Targets(List<URI> nodes, Optional<String> key, Duration longestAnswer) {
  private static final Duration PATIENT = Duration.ofSeconds(60);

  public Targets {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("No node to send to");
    }
  }

  /** One node, of which every answer is waited for. */
  public static Targets of(URI node) {
    return new Targets(List.of(node), Optional.empty(), PATIENT);
  }

  String head() {
    return "POST /v1/events HTTP/1.1\r\nHost: "
        + nodes.get(0).getAuthority()
        + "\r\nContent-Type: application/cloudevents-batch+json\r\n"
        + key.map(word -> "X-API-Key: " + word + "\r\n").orElse("");
  }
}
