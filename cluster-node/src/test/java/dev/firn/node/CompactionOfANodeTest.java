package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.node.testing.TestNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of small files on a whole node, when asked for and by itself: every row is there
 * once, and the audit has nothing to say.
 */
class CompactionOfANodeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PARTITION = "t/2026-11-20T09";

  /** Ids of events are forgotten in no time, so that some come in again. */
  private static final Map<String, Object> FORGETFUL =
      Map.of(
          "firn.commit.settle", "1 s",
          "firn.commit.examine", "500 ms",
          "firn.audit.second-look", "100 ms",
          "firn.buffers.passivate-after", "300 ms",
          "firn.upkeep.manifests", "4",
          "firn.dedup.window", "500 ms",
          "firn.dedup.clock-tolerance", "0 s");

  private static String lines(int from, int count) {
    StringBuilder lines = new StringBuilder();
    for (int id = from; id < from + count; id++) {
      lines.append(
          "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"%s\",\"id\":\"%d\"}\n"
              .formatted("2026-11-20T09:%02d:00Z".formatted(id % 60), id));
    }
    return lines.toString();
  }

  private static JsonNode post(TestNode node, String lines) throws Exception {
    return JSON.readTree(node.post("application/x-ndjson", lines).body());
  }

  private static JsonNode get(TestNode node, String path) throws Exception {
    return JSON.readTree(node.get(path).body());
  }

  private static JsonNode order(TestNode node, String path) throws Exception {
    return JSON.readTree(node.send(node.request(path).POST(BodyPublishers.noBody())).body());
  }

  private static JsonNode ended(TestNode node, String path, String query) throws Exception {
    String run = path + "/" + order(node, path + query).path("run").asText();
    until(() -> !get(node, run).path("state").asText().equals("running"));
    return get(node, run);
  }

  private static JsonNode audit(TestNode node) throws Exception {
    return ended(node, "/v1/audit", "?full=true").path("report");
  }

  /** Who forgets ids does so when it wakes; repeated events alone are not journaled. */
  private static void postUntilTakenAgain(TestNode node, String lines) throws Exception {
    until(
        () -> {
          until(() -> get(node, "/v1/partitions").path("partitions").isEmpty());
          return post(node, lines).path("accepted").asInt() > 0;
        });
  }

  @Test
  void manyFilesBecomeOneAndRepeatedEventsGo(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.start(folder, FORGETFUL)) {
      for (int i = 0; i < 5; i++) {
        assertThat(post(node, lines(10 * i, 10)).path("accepted").asInt()).isEqualTo(10);
      }
      postUntilTakenAgain(node, lines(0, 7));
      assertThat(audit(node).toString()).contains("\"K2\"");
      int files = node.table().files();
      assertThat(files).isGreaterThanOrEqualTo(6);

      JsonNode plan = ended(node, "/v1/compaction", "?dryRun=true");
      assertThat(plan.path("filesBefore").asInt()).as(plan.toString()).isEqualTo(files);
      assertThat(node.table().files()).isEqualTo(files);

      AtomicInteger later = new AtomicInteger();
      // What has not settled is rewritten, but not compared with the rest.
      until(
          () -> {
            post(node, lines(1000 + later.incrementAndGet(), 1));
            awaitSettled();
            ended(node, "/v1/compaction", "?partition=t%2F2026-11-20T09");
            return !audit(node).toString().contains("\"K2\"");
          });
      assertThat(node.table().files()).isLessThanOrEqualTo(2);
      assertEachEventOnce(node);
      JsonNode report = audit(node);
      assertThat(report.path("findings")).isEmpty();
      assertThat(report.at("/tables/0/notes").toString()).contains("that compaction removed");
      assertThat(node.get("/metrics").body())
          .contains("firn_compaction_duplicates_total 7.0")
          .containsPattern("firn_compaction_jobs_total\\{outcome=\"compacted\"\\} [1-9]");
      assertThat(get(node, "/v1/compaction").at("/last/0/partition").asText()).isEqualTo(PARTITION);
      assertThat(order(node, "/v1/compaction?partition=garbage").at("/error/reason").asText())
          .isEqualTo("no-such-partition");
      upkeep(node);
    }
    byItself(folder);
  }

  private static void upkeep(TestNode node) throws Exception {
    JsonNode merged = ended(node, "/v1/maintenance", "?step=manifests").path("steps").path(0);
    assertThat(merged.at("/figures/replaced").asInt()).as(merged.toString()).isGreaterThan(3);
    JsonNode usual = ended(node, "/v1/maintenance", "");
    assertThat(usual.path("state").asText()).as(usual.toString()).isEqualTo("done");
    assertThat(usual.path("steps").size()).isEqualTo(6);
    JsonNode orphans = ended(node, "/v1/maintenance", "?step=orphans&dryRun=true");
    assertThat(orphans.path("state").asText()).as(orphans.toString()).isEqualTo("done");
    assertThat(orphans.at("/steps/0/figures/looked").asInt()).isPositive();
    assertEachEventOnce(node);
    assertThat(audit(node).path("findings")).isEmpty();
    JsonNode standing = get(node, "/v1/maintenance");
    assertThat(standing.path("inBackground").asBoolean()).isTrue();
    assertThat(standing.at("/steps/0/next").isTextual()).isTrue();
    assertThat(standing.at("/compaction/last/0/partition").asText()).isEqualTo(PARTITION);
    assertThat(node.get("/metrics").body())
        .containsPattern(
            "firn_upkeep_saved_total\\{step=\"manifests\",[^}]*what=\"replaced\"\\} [1-9]")
        .contains("firn_table_metadata{table=\"analytics.events\",what=\"manifests\"}");
    assertThat(order(node, "/v1/maintenance?step=garbage").at("/error/reason").asText())
        .isEqualTo("no-such-step");
  }

  /** One file of what is rewritten again and again is as young as its youngest row. */
  private static void awaitSettled() throws Exception {
    long written = System.nanoTime();
    until(() -> System.nanoTime() - written > 1_500_000_000L);
  }

  private static void byItself(Path folder) throws Exception {
    Map<String, Object> settings = new HashMap<>(FORGETFUL);
    settings.put("firn.compaction.enabled", true);
    settings.put("firn.compaction.interval", "200 ms");
    try (TestNode node = TestNode.start(folder, settings)) {
      post(node, lines(3000, 10));
      post(node, lines(3010, 10));
      until(() -> node.table().files() == 1);
      assertEachEventOnce(node);
      assertThat(audit(node).path("findings")).isEmpty();
      JsonNode standing = get(node, "/v1/compaction");
      assertThat(standing.path("enabled").asBoolean()).isTrue();
      assertThat(standing.path("leftTo").isNull()).isTrue();
    }
  }

  private static void assertEachEventOnce(TestNode node) {
    List<String> ids =
        node.table().rowsOfType("t").stream()
            .map(row -> String.valueOf(row.getField("id")))
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(ids)).contains("0", "6", "49").hasSizeGreaterThan(50);
  }
}
