package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.testing.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics are there under the names that are documented, and count. */
class MetricsTest {
  private static final Path DOCUMENTED = Path.of("../docs/http-api.md");
  private static final Pattern NAME = Pattern.compile("`(firn_[a-z_]*[a-z])");

  private static final Set<String> ONLY_WHEN_NEEDED =
      Set.of(
          "firn_append_refused_total",
          "firn_rejected_events_total",
          "firn_schema_changes_total",
          "firn_schema_misfits_total",
          "firn_table_metadata",
          "firn_upkeep_saved_total",
          "firn_cluster_certificate_end_seconds");

  private static final String EVENTS =
      """
      {"specversion":"1.0","id":"1","source":"/m","type":"metrics"}
      {"specversion":"1.0","id":"2","source":"/m","type":"metrics"}
      {"specversion":"1.0","id":"2","source":"/m","type":"metrics"}
      {"specversion":"1.0","source":"/m","type":"metrics"}
      """;

  @Test
  void whatIsDocumentedIsThereAndCounts() throws Exception {
    try (TestNode node = TestNode.start(TestNode.freshFolder(), Map.of())) {
      assertThat(node.post("application/x-ndjson", EVENTS).body()).contains("committed");
      assertThat(node.post("text/html", "").statusCode()).isEqualTo(415);
      String metrics = node.get("/metrics").body();

      assertThat(metrics)
          .contains("firn_ingest_events_total{outcome=\"accepted\"} 2.0")
          .contains("firn_ingest_events_total{outcome=\"duplicate\"} 1.0")
          .containsPattern("firn_ingest_rejected_total\\{reason=\"\\w+\"\\} 1.0")
          .containsPattern("firn_ingest_refused_total\\{reason=\"[\\w-]+\"\\} 1.0")
          .containsPattern("(?m)^firn_append_events_count 1")
          .containsPattern("(?m)^firn_flush_seconds_count 1")
          .containsPattern("(?m)^firn_file_rows_sum 2")
          .containsPattern("(?m)^firn_file_bytes_count 1")
          .containsPattern("(?m)^firn_commit_seconds_count 1")
          .containsPattern("(?m)^firn_commit_rows_total 2")
          .containsPattern("(?m)^firn_commit_retries_total 0")
          .contains("firn_cluster_members{state=\"up\"} 1.0")
          .contains("firn_cluster_members{state=\"unreachable\"} 0.0");
      assertThat(documented()).allSatisfy(name -> assertThat(metrics).contains("\n" + name));
    }
  }

  /**
   * All but what is only there once an append was refused, an event not written, the schema
   * changed, upkeep done; or with TLS.
   */
  private static Set<String> documented() throws Exception {
    return NAME.matcher(Files.readString(DOCUMENTED))
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(name -> !ONLY_WHEN_NEEDED.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
