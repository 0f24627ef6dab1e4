package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.TestNode;
import dev.firn.node.testing.Until;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** {@code USE_ICEBERG=false}, and how a catalog gets the table later. */
class WithoutCatalogTest {
  private static final Map<String, Object> PLAIN = Map.of("firn.catalog.use-iceberg", false);

  private static String event(String id) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + id
        + "\",\"source\":\"/plain\",\"type\":\"plain\",\"time\":\"2024-01-02T03:04:05Z\"}";
  }

  private static HttpResponse<String> post(TestNode node, String id) throws Exception {
    return node.post("application/cloudevents+json", event(id));
  }

  private static HttpResponse<String> adopt(TestNode node, TestNode catalog) throws Exception {
    return node.send(
        node.request("/v1/adopt")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"uri\":\"" + catalog.url() + "/catalog\"}")));
  }

  @Test
  void plainFilesFirstAndATableOfACatalogLater() throws Exception {
    Path folder = TestNode.freshFolder();
    Map<String, String> elsewhere = Map.of("firn.table.namespace", "elsewhere");
    try (TestNode catalog = TestNode.start(TestNode.freshFolder(), elsewhere)) {
      try (TestNode node = TestNode.start(folder, PLAIN)) {
        assertThat(post(node, "first").body()).contains("\"state\":\"committed\"");
        assertThat(files(folder))
            .hasSize(1)
            .allMatch(name -> name.contains("type=plain/year=2024"));
        assertThat(post(node, "first").body()).contains("\"duplicates\":1");
      }
      try (TestNode node = TestNode.start(folder, PLAIN)) {
        assertThat(post(node, "second").body()).contains("\"state\":\"committed\"");
        HttpResponse<String> adopted = adopt(node, catalog);
        assertThat(adopted.statusCode()).as(adopted.body()).isEqualTo(200);
        assertThat(adopted.body()).contains("analytics.events", "analytics.events_rejected");
        node.send(
            node.request("/v1/events")
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(event("third"))));
        Until.until(() -> node.get("/v1/commits").body().contains("was adopted by the catalog"));
        assertThat(adopt(catalog, node).body()).contains("has-a-catalog");
      }
      Map<String, Object> adopted = new HashMap<>();
      adopted.put("firn.catalog.uri", catalog.url() + "/catalog");
      adopted.put("firn.catalog.properties.io-impl", LocalFileIO.class.getName());
      try (TestNode node = TestNode.start(folder, adopted)) {
        assertThat(post(node, "fourth").body()).contains("\"state\":\"committed\"");
        EventsTable table = new EventsTable(catalog.url() + "/catalog", "");
        Until.until(() -> table.rows(Expressions.alwaysTrue()).size() >= 4);
        assertThat(table.rows(Expressions.alwaysTrue()).stream().map(row -> row.getField("id")))
            .containsExactlyInAnyOrder("first", "second", "third", "fourth");
      }
    }
  }

  private static List<String> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("lake/analytics/events/data"))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }
}
