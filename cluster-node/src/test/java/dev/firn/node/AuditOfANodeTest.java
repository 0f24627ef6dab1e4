package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit of a whole node, in the background and on demand, while events keep coming. */
class AuditOfANodeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LINES = "application/x-ndjson";

  private static final Map<String, Object> EAGER =
      Map.of(
          "firn.audit.interval", "200 ms",
          "firn.audit.share", 1,
          "firn.audit.calm-after", "1 s",
          "firn.audit.second-look", "500 ms",
          "firn.buffers.passivate-after", "2 s");

  private final AtomicInteger sent = new AtomicInteger();

  /** 50 events of three types; every tenth is sent twice. */
  private String lines() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      int number = sent.incrementAndGet();
      String line =
          "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t%d\",\"time\":\"%s\",\"id\":\"%d\"}\n"
              .formatted(number % 3, "2026-11-22T09:00:00Z", number);
      lines.append(line).append(number % 10 == 0 ? line : "");
    }
    return lines.toString();
  }

  private static JsonNode get(TestNode node, String path) throws Exception {
    return JSON.readTree(node.get(path).body());
  }

  private static JsonNode audit(TestNode node, String query) throws Exception {
    JsonNode ended = ended(node, query);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("done");
    return ended.path("report");
  }

  private static JsonNode ended(TestNode node, String query) throws Exception {
    long run = begin(node, query).path("run").asLong();
    while (true) {
      JsonNode answer = get(node, "/v1/audit/" + run);
      if (!answer.path("state").asText().equals("running")) {
        return answer;
      }
      Thread.onSpinWait();
    }
  }

  private static JsonNode begin(TestNode node, String query) throws Exception {
    HttpRequest.Builder request = node.request("/v1/audit" + query).POST(BodyPublishers.noBody());
    return JSON.readTree(node.send(request).body());
  }

  @Test
  void nothingIsOffWhileEventsKeepComingAndAfterARestart(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.start(folder, EAGER)) {
      AtomicBoolean isOver = new AtomicBoolean();
      Thread ingest = new Thread(() -> ingest(node, isOver));
      ingest.start();
      try {
        for (int audits = 0; audits < 5; audits++) {
          assertThat(audit(node, "?full=true").path("findings")).isEmpty();
        }
      } finally {
        isOver.set(true);
        ingest.join();
      }
      node.post(LINES, lines());
      assertThat(get(node, "/v1/audit").path("findings")).isEmpty();
      assertThat(node.get("/metrics").body())
          .contains("firn_audit_findings{check=\"K2\",table=\"events\"} 0.0");
      assertWhole(audit(node, "?full=true"));
      assertThat(begin(node, "?partition=garbage").path("error").path("reason").asText())
          .isEqualTo("no-such-partition");
      JsonNode unknown = ended(node, "?partition=t1%2F2026-11-22T09&partition=t9%2F2026-11-22T09");
      assertThat(unknown.path("state").asText()).isEqualTo("failed");
      assertThat(unknown.path("detail").asText())
          .startsWith("neither the buffers nor the table know of t9/2026-11-22T09");
      assertThat(audit(node, "?partition=t1%2F2026-11-22T09").at("/tables/0/partitions").asInt())
          .isEqualTo(1);
    }
    try (TestNode node = TestNode.start(folder, EAGER)) {
      assertWhole(audit(node, "?full=true"));
    }
  }

  private void assertWhole(JsonNode report) {
    assertThat(report.path("findings")).isEmpty();
    JsonNode table = report.path("tables").path(0);
    assertThat(table.path("notes")).isEmpty();
    assertThat(report.path("tables").path(1).path("notes")).isEmpty();
    JsonNode rows = table.path("rows");
    assertThat(rows.path("committed").asInt()).isEqualTo(sent.get());
    assertThat(rows.path("buffered").asInt()).isZero();
    assertThat(rows.path("received").asInt() - rows.path("duplicates").asInt())
        .isEqualTo(sent.get());
    assertThat(table.path("identities").asInt()).isEqualTo(sent.get());
    assertThat(table.path("checksums").asInt()).isEqualTo(table.path("files").asInt());
  }

  private void ingest(TestNode node, AtomicBoolean isOver) {
    while (!isOver.get()) {
      try {
        assertThat(node.post(LINES, lines()).statusCode()).isEqualTo(200);
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Test
  void theBackgroundFindsWhatIsGone(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.start(folder, EAGER)) {
      node.post(LINES, lines());
      List<Path> files;
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.filter(path -> path.toString().endsWith(".parquet")).toList();
      }
      Files.delete(files.get(0));
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      JsonNode findings = get(node, "/v1/audit").path("findings");
      while (findings.isEmpty() && System.nanoTime() < patience) {
        node.post(LINES, lines());
        findings = get(node, "/v1/audit").path("findings");
      }
      assertThat(findings.toString()).contains(files.get(0).getFileName().toString());
      assertThat(node.get("/metrics").body())
          .contains("firn_audit_findings{check=\"K4\",table=\"events\"} 1.0");
    }
  }
}
