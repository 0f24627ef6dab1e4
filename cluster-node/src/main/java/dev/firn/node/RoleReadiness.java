package dev.firn.node;

import dev.firn.node.http.Readiness;
import dev.firn.node.http.Readiness.Check;
import dev.firn.node.settings.ClusterSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What must be so for each of a node's roles. What none of them needs is not asked. */
final class RoleReadiness {
  private static final Map<String, Set<String>> NEEDS =
      Map.of(
          ClusterSettings.INGEST,
          Set.of("cluster", "buffers"),
          ClusterSettings.BUFFER,
          Set.of("journal", "cluster", "table", "data-files", "buffers", "commits"),
          ClusterSettings.QUERY,
          Set.of("cluster", "table"));

  private RoleReadiness() {}

  static Readiness of(Set<String> roles, List<Check> checks, List<Check> warnings) {
    Map<String, Set<String>> needs =
        roles.stream()
            .collect(
                Collectors.toMap(Function.identity(), role -> NEEDS.getOrDefault(role, Set.of())));
    return new Readiness(
        checks.stream()
            .filter(check -> needs.values().stream().anyMatch(need -> need.contains(check.name())))
            .toList(),
        warnings,
        needs);
  }
}
