package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.io.LocalFileIO;
import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.NodeProcess;
import dev.firn.node.testing.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A table's owner decides that a column is required; events without it were accepted before. */
@Execution(ExecutionMode.CONCURRENT) // its nodes are processes of their own
class DeadLettersTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "firn.ingest.accept-past", "unbounded",
          "firn.flush.max-age", "300ms",
          "firn.flush.min-pause", "100ms",
          "firn.commit.interval", "300ms");

  private final JsonMapper json = new JsonMapper();
  private final HttpClient client = HttpClient.newHttpClient();

  private interface Decision {
    UpdateSchema of(UpdateSchema update);
  }

  @Test
  void whatATableNoLongerTakesIsKeptAndTakenUnderItsIdOnceItDoes() throws Exception {
    Path folder = TestNode.freshFolder();
    try (NodeProcess node = NodeProcess.launch(folder, SETTINGS)) {
      String url = node.url();
      ask(url, "POST", "/v1/events?wait=committed", batch("before", 1, false).toString());
      decide(url, schema -> schema.allowIncompatibleChanges().requireColumn("subject"));
    }
    try (NodeProcess node = NodeProcess.launch(folder, SETTINGS)) {
      String url = node.url();
      List<String> events = batch("e", 200, true);
      events.addAll(batch("poison", 3, false));
      assertThat(ask(url, "POST", "/v1/events", events.toString()).path("accepted").asInt())
          .isEqualTo(203);
      until(() -> list(url, "").size() == 3);
      until(() -> ask(url, "GET", "/v1/rejected", "").path("waiting").asInt(-1) == 0);
      node.kill();
    }
    try (NodeProcess node = NodeProcess.launch(folder, SETTINGS)) {
      String url = node.url();
      until(() -> ids(url).size() == 201);
      JsonNode listed = list(url, "?reason=missing_value&type=odd.type");
      assertThat(listed).hasSize(3);
      assertThat(listed.get(0).path("state").asText()).isEqualTo("rejected");
      assertThat(listed.get(0).path("event").asText()).contains("\"data\":{\"n\":");
      assertThat(list(url, "?reason=wrong_hour")).isEmpty();
      assertThat(ask(url, "GET", "/v1/rejected/redrive/before-the-restart", "").toString())
          .contains("redrive-unknown", "to begin anew is safe");

      JsonNode again = redrive(url, "?id=poison0");
      assertThat(again.path("rejectedAgain").asInt()).as(again.toString()).isEqualTo(1);
      until(() -> list(url, "").size() == 4);

      decide(url, schema -> schema.makeColumnOptional("subject"));
      JsonNode done = redrive(url, "");
      assertThat(done.path("read").asInt()).as(done.toString()).isEqualTo(4);
      assertThat(done.path("accepted").asInt()).isEqualTo(3);
      assertThat(done.path("duplicates").asInt()).isEqualTo(1);
      assertThat(done.path("committed").asInt()).isEqualTo(4);
      assertThat(redrive(url, "").path("written").asInt()).isEqualTo(4);
      assertThat(ids(url)).hasSize(204).doesNotHaveDuplicates().contains("poison0", "poison2");
      list(url, "").forEach(row -> assertThat(row.path("state").asText()).isEqualTo("written"));
      assertThat(ask(url, "POST", "/v1/events", batch("poison", 3, false).toString()).toString())
          .contains("\"duplicates\":3");
    }
  }

  private static List<String> batch(String prefix, int count, boolean withSubject) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"odd.type\",\"id\":\"%s%d\","
                  .formatted(prefix, i)
              + (withSubject ? "\"subject\":\"x\"," : "")
              + "\"time\":\"2024-01-01T00:00:0%dZ\",\"data\":{\"n\":%d}}".formatted(i % 10, i));
    }
    return events;
  }

  private JsonNode redrive(String url, String query) throws Exception {
    JsonNode begun = ask(url, "POST", "/v1/rejected/redrive" + query, "");
    String path = "/v1/rejected/redrive/" + begun.path("redrive").asText();
    until(() -> !ask(url, "GET", path, "").path("state").asText().equals("running"));
    JsonNode ended = ask(url, "GET", path, "");
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("done");
    return ended;
  }

  private JsonNode list(String url, String query) throws Exception {
    return ask(url, "GET", "/v1/rejected" + query, "").path("rejected");
  }

  private JsonNode ask(String url, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/cloudevents-batch+json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return json.readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  private static List<String> ids(String url) {
    return new EventsTable(url + "/catalog", "")
        .rowsOfType("odd.type").stream().map(row -> (String) row.getField("id")).toList();
  }

  private static void decide(String url, Decision decision) throws Exception {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize(
          "test", Map.of("uri", url + "/catalog", "io-impl", LocalFileIO.class.getName()));
      decision
          .of(catalog.loadTable(TableIdentifier.of("analytics", "events")).updateSchema())
          .commit();
    }
  }
}
