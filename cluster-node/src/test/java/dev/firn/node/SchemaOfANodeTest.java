package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.node.testing.TestNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

/** A whole node whose schema changes again and again while events keep coming. */
class SchemaOfANodeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TYPE = "schema.change";
  private static final String PARTITION = TYPE + "/2024-01-02T03";
  private static final int BATCH = 50;
  private static final String COLUMNS = "/v1/schema/columns/";

  private final TestNode node = TestNode.shared();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Posts until it is over, and fails with the first answer that is not 200. */
  private void post() {
    try {
      for (int batch = 0; !isOver.get(); batch++) {
        HttpResponse<String> answer =
            node.send(
                node.request("/v1/events")
                    .header("Content-Type", "application/cloudevents-batch+json")
                    .POST(BodyPublishers.ofString(events(batch))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        accepted.addAndGet(JSON.readTree(answer.body()).path("accepted").asInt());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The value is the id. */
  private static String events(int batch) {
    return Stream.iterate(batch * BATCH, number -> number + 1)
        .limit(BATCH)
        .map(
            number ->
                "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/s\",\"type\":\"%s\",\"time\":\"%s\",\"data\":{\"n\":%d}}"
                    .formatted(number, TYPE, "2024-01-02T03:04:05Z", number))
        .toList()
        .toString();
  }

  private void order(String method, String path) throws Exception {
    HttpResponse<String> answer =
        node.send(node.request(path).method(method, BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
  }

  private List<Record> rows() {
    return node.table().rowsOfType(TYPE);
  }

  private void untilThereIs(String column, Class<?> type) throws Exception {
    until(() -> rows().stream().anyMatch(row -> type.isInstance(value(row, column))));
  }

  private static Object value(Record row, String column) {
    return row.struct().field(column) == null ? "none" : row.getField(column);
  }

  /** Rows come in by every schema that there is, and are what they should be. */
  private static void assertRight(List<Record> rows, String column) {
    assertThat(rows)
        .allSatisfy(
            row -> {
              Object value = row.getField(column);
              if (value != null) {
                assertThat(value).hasToString(row.getField("id").toString());
              }
            });
  }

  @Test
  void noRequestFailsAndEveryRowIsRightInOldAndNewSnapshots() throws Exception {
    CompletableFuture<Void> load = CompletableFuture.runAsync(this::post);
    try {
      until(() -> !rows().isEmpty());
      order("POST", COLUMNS + "n?type=int&path=%24.n&from=" + TYPE);
      untilThereIs("n", Integer.class);
      order("POST", "/v1/tags/narrow?keep=1d");
      order("POST", COLUMNS + "n/rename?to=number");
      order("POST", COLUMNS + "number/widen?type=long");
      untilThereIs("number", Long.class);
      order("POST", COLUMNS + "text?type=string&path=%24.n&from=" + TYPE);
      untilThereIs("text", String.class);
      order("DELETE", COLUMNS + "text");
      int soFar = accepted.get();
      until(() -> rows().size() > soFar || load.isDone());
    } finally {
      isOver.set(true);
    }
    load.join();
    until(() -> rows().size() >= accepted.get());
    List<Record> all = rows();
    assertThat(all).hasSize(accepted.get());
    assertThat(all).extracting(row -> row.getField("id")).doesNotHaveDuplicates();
    assertRight(all, "number");
    assertThat(all.get(0).struct().field("text")).isNull();

    order("POST", "/v1/compaction?partition=" + PARTITION);
    until(() -> rows().stream().allMatch(row -> row.getField("number") instanceof Long));
    assertThat(rows()).hasSize(accepted.get());
    assertRight(rows(), "number");
    assertNarrow();
    order("DELETE", "/v1/tags/narrow");
    order("DELETE", COLUMNS + "number");
    JsonNode left = JSON.readTree(node.get("/v1/schema").body());
    assertThat(left.path("columns")).hasSize(25);
  }

  /** The snapshot of before has the column as it was then. */
  private void assertNarrow() {
    List<Record> before = node.table().rowsAsOf("narrow", TYPE);
    assertRight(before, "n");
    assertThat(before).anyMatch(row -> row.getField("n") instanceof Integer);
    assertThat(before.get(0).struct().field("number")).isNull();
  }
}
