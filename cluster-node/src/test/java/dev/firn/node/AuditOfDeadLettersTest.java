package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.io.LocalFileIO;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node accepted and could not write is in a table of its own, and that is audited too. */
class AuditOfDeadLettersTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final Map<String, Object> EAGER =
      Map.of(
          "firn.audit.interval", "200 ms",
          "firn.audit.share", 1,
          "firn.audit.second-look", "500 ms");

  @Test
  void whatHappensToDeadLettersInTheirTableIsFound(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.start(folder, EAGER)) {
      change(node, "events", table -> require(table, true));
      post(node, "kept.type", 5);
      post(node, "lost.type", 3);
      until(() -> get(node, "/v1/rejected").path("rejected").size() == 8);
      assertWhole(audit(node), 8);

      change(node, "events", table -> require(table, false));
      JsonNode redrive = redriven(node);
      assertThat(redrive.path("committed").asInt()).as(redrive.toString()).isEqualTo(8);
      assertWhole(audit(node), 8);
      assertThat(get(node, "/v1/audit").path("findings")).isEmpty();

      change(
          node,
          "events_rejected",
          table ->
              table
                  .newDelete()
                  .deleteFromRowFilter(Expressions.equal("type", "lost.type"))
                  .commit());
      until(() -> !get(node, "/v1/audit").path("findings").isEmpty());
      assertRemoved(get(node, "/v1/audit").path("findings"));
      assertRemoved(audit(node).path("findings"));
      assertThat(node.get("/metrics").body())
          .contains("firn_audit_findings{check=\"removed\",table=\"events_rejected\"} 1.0")
          .contains("firn_audit_findings{check=\"removed\",table=\"events\"} 0.0");

      damage(folder, "kept.type");
      JsonNode findings = audit(node).path("findings");
      assertThat(findings).hasSize(2);
      assertThat(findings.toString())
          .contains(
              "\"table\":\"events_rejected\",\"check\":\"checksum\",\"partition\":\"kept.type/");
    }
  }

  /** Neither table knows of it: its letters wait in their buffer, and it has no file of its own. */
  @Test
  void aPartitionOfWhichAllIsRejectedIsSeenWithoutAnyFile(@TempDir Path folder) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "firn.audit.interval", "1 s",
            "firn.audit.share", 1,
            "firn.flush.max-age", "1 h");
    try (TestNode node = TestNode.start(folder, settings)) {
      change(node, "events", table -> require(table, true));
      node.post("application/x-ndjson", event("rejected.type", 1));
      until(() -> get(node, "/v1/audit").path("tables").path(1).path("letters").asInt() == 1);
      assertThat(get(node, "/v1/audit").path("findings")).isEmpty();
      assertThat(get(node, "/v1/rejected").path("waiting").asInt()).isEqualTo(1);
    }
  }

  /** Without a subject, which the table may require. */
  private static String event(String type, int id) {
    return "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"%s\",\"id\":\"%d\",\"time\":\"2026-11-22T09:00:00Z\"}\n"
        .formatted(type, id);
  }

  private static void post(TestNode node, String type, int count) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(event(type, i));
    }
    assertThat(
            node.send(
                    node.request("/v1/events")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(lines.toString())))
                .statusCode())
        .isEqualTo(200);
  }

  private static void assertWhole(JsonNode report, int letters) {
    assertThat(report.path("findings")).as(report.toString()).isEmpty();
    JsonNode rejected = report.path("tables").path(1);
    assertThat(rejected.path("table").asText()).isEqualTo("events_rejected");
    assertThat(rejected.path("letters").asInt()).isEqualTo(letters);
    assertThat(rejected.path("identities").asInt()).isEqualTo(letters);
    assertThat(rejected.path("rows").path("committed").asInt()).isEqualTo(letters);
    assertThat(rejected.path("checksums").asInt()).isEqualTo(rejected.path("files").asInt());
    assertThat(rejected.path("unasked").path("count").asInt()).isZero();
  }

  private static void assertRemoved(JsonNode findings) {
    assertThat(findings).as(findings.toString()).hasSize(1);
    assertThat(findings.path(0).path("table").asText()).isEqualTo("events_rejected");
    assertThat(findings.path(0).path("check").asText()).isEqualTo("removed");
    assertThat(findings.path(0).path("partition").asText()).startsWith("lost.type/");
    assertThat(findings.path(0).path("rows").asInt()).isEqualTo(3);
  }

  private static JsonNode get(TestNode node, String path) throws Exception {
    return JSON.readTree(node.get(path).body());
  }

  private static JsonNode redriven(TestNode node) throws Exception {
    String path =
        "/v1/rejected/redrive/" + begun(node, "/v1/rejected/redrive").path("redrive").asText();
    until(() -> !get(node, path).path("state").asText().equals("running"));
    return get(node, path);
  }

  private static JsonNode audit(TestNode node) throws Exception {
    String path = "/v1/audit/" + begun(node, "/v1/audit?full=true").path("run").asText();
    until(() -> !get(node, path).path("state").asText().equals("running"));
    JsonNode answer = get(node, path);
    assertThat(answer.path("state").asText()).as(answer.toString()).isEqualTo("done");
    return answer.path("report");
  }

  private static JsonNode begun(TestNode node, String path) throws Exception {
    return JSON.readTree(node.send(node.request(path).POST(BodyPublishers.noBody())).body());
  }

  private static void require(Table table, boolean isRequired) {
    if (isRequired) {
      table.updateSchema().allowIncompatibleChanges().requireColumn("subject").commit();
    } else {
      table.updateSchema().makeColumnOptional("subject").commit();
    }
  }

  private interface Change {
    void of(Table table);
  }

  /** By a client that is not Firn. */
  private static void change(TestNode node, String table, Change change) throws IOException {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize(
          "test", Map.of("uri", node.url() + "/catalog", "io-impl", LocalFileIO.class.getName()));
      change.of(catalog.loadTable(TableIdentifier.of("analytics", table)));
    }
  }

  private static void damage(Path folder, String type) throws IOException {
    Path object;
    try (Stream<Path> all = Files.walk(folder)) {
      object =
          all.filter(path -> path.toString().contains("events_rejected"))
              .filter(path -> path.toString().contains("type=" + type))
              .filter(path -> path.toString().endsWith(".parquet"))
              .findFirst()
              .orElseThrow();
    }
    try (RandomAccessFile file = new RandomAccessFile(object.toFile(), "rw")) {
      file.seek(200);
      int before = file.read();
      file.seek(200);
      file.write(before ^ 4);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("The condition did not come true");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}
