package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.history.AsOf;
import dev.firn.catalog.history.Rollback;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.testing.TestNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

/** A whole node whose table is tagged, compared and set back while its committer watches. */
class HistoryOfANodeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TYPE = "history";
  private static final String PARTITION = TYPE + "/2024-01-02T03";

  private final TestNode node = TestNode.shared();

  private JsonNode post(String id) throws Exception {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/h\",\"type\":\"%s\",\"time\":\"%s\"}"
            .formatted(id, TYPE, "2024-01-02T03:04:05Z");
    HttpResponse<String> answer = node.post("application/cloudevents+json", event);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(node.get(path).body());
  }

  private JsonNode order(String path) throws Exception {
    HttpResponse<String> answer = node.send(node.request(path).POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return JSON.readTree(answer.body());
  }

  private Iterable<String> ids() {
    return node.table().rowsOfType(TYPE).stream().map(HistoryOfANodeTest::id).toList();
  }

  private static String id(Record row) {
    return row.getField("id").toString();
  }

  private JsonNode committer() throws Exception {
    for (JsonNode committer : get("/v1/commits").path("committers")) {
      if (committer.path("name").asText().equals("analytics.events")) {
        return committer;
      }
    }
    throw new AssertionError("The table of events has a committer");
  }

  @Test
  void rowsThatWereRolledBackStayOutAndNobodyMissesThem() throws Exception {
    post("kept");
    order("/v1/tags/before-bad-deploy?keep=1d");
    post("bad");
    JsonNode diff = get("/v1/diff?from=before-bad-deploy");
    assertThat(diff.at("/rows/added").asLong()).isEqualTo(1);
    assertThat(diff.at("/partitions/0/partition").asText()).isEqualTo(PARTITION);
    long readded = committer().path("readdedFiles").asLong();

    JsonNode preview = order("/v1/rollback?to=before-bad-deploy&dryRun=true");
    String seen = preview.at("/from/snapshot").asText();
    JsonNode done = order("/v1/rollback?to=before-bad-deploy&through=" + seen);
    assertThat(done.path("rows").asLong()).isEqualTo(-1);
    assertThat(done.path("accepted")).as(done.toString()).hasSize(1);
    assertThat(ids()).containsExactly("kept");
    assertThat(post("bad").path("duplicates").asInt()).as("it has had its place").isEqualTo(1);
    post("next");
    assertThat(ids()).containsExactlyInAnyOrder("kept", "next");

    long settling = committer().path("settling").asLong();
    rollBackAndDieBeforeTheCommitterIsTold("before-bad-deploy");
    post("last");
    until(() -> committer().path("settling").asLong() == settling);
    assertThat(committer().path("lost").asLong()).isZero();
    assertThat(committer().path("readdedFiles").asLong()).isEqualTo(readded);
    assertThat(ids()).containsExactlyInAnyOrder("kept", "last");
    assertThat(audit().path("findings")).isEmpty();
  }

  /** What a node does of a rollback up to the point at which it may be killed. */
  private void rollBackAndDieBeforeTheCommitterIsTold(String tag) {
    TableSettings settings = new TableSettings("analytics", "events", 128 << 20, 20, Map.of());
    try (EventTable table =
        EventTable.open(EmbeddedCatalog.settingsFor(node.url() + "/catalog"), settings)) {
      new Rollback(table, Duration.ofDays(1), InstantSource.system())
          .order(new AsOf.OfTag(tag), OptionalLong.empty());
    }
  }

  private JsonNode audit() throws Exception {
    long run = order("/v1/audit?full=true&partition=" + PARTITION).path("run").asLong();
    until(() -> !get("/v1/audit/" + run).path("state").asText().equals("running"));
    JsonNode answer = get("/v1/audit/" + run);
    assertThat(answer.path("state").asText()).as(answer.toString()).isEqualTo("done");
    return answer.path("report");
  }
}
