package dev.firn.bench.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.target.NodeApi;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The changes of the schema, one after the other, each timed. */
final class Orders {
  static final String TAG = "narrow";
  static final String FIELD = "quantity";
  static final String COLUMN = "pieces";

  private final NodeApi node;
  private final long pauseMillis;
  private final ArrayNode done = JsonReport.object().putArray("orders");

  /**
   * @param pauseMillis between two of them, so that commits come by every schema
   */
  Orders(NodeApi node, long pauseMillis) {
    this.node = node;
    this.pauseMillis = pauseMillis;
  }

  /** Adds for each type, tags, renames, widens, adds another, drops it. */
  ArrayNode give() throws IOException, InterruptedException {
    for (String type : eventTypes()) {
      post("/v1/schema/columns/amount?type=int&path=%24." + FIELD + "&from=" + encoded(type));
    }
    post("/v1/schema/columns/user?type=string&path=%24.user_id&from=" + encoded(first()));
    post("/v1/tags/" + TAG + "?keep=1d");
    post("/v1/schema/columns/amount/rename?to=" + COLUMN);
    post("/v1/schema/columns/" + COLUMN + "/widen?type=long");
    timed("DELETE /v1/schema/columns/user", () -> node.delete("/v1/schema/columns/user"));
    return done;
  }

  private String first() throws IOException, InterruptedException {
    return eventTypes().get(0);
  }

  /** As the node's own suggestions name them. */
  private List<String> eventTypes() throws IOException, InterruptedException {
    List<String> types = new ArrayList<>();
    node.ask("/v1/schema/suggestions?limit=9999")
        .path("suggestions")
        .forEach(
            field -> {
              if (!types.contains(field.path("from").asText())) {
                types.add(field.path("from").asText());
              }
            });
    if (types.isEmpty()) {
      throw new IOException("Nothing is in the table yet");
    }
    return types;
  }

  private void post(String path) throws IOException, InterruptedException {
    timed("POST " + path, () -> node.order(path));
  }

  private interface Call {
    void make() throws IOException, InterruptedException;
  }

  private void timed(String order, Call call) throws IOException, InterruptedException {
    long start = System.nanoTime();
    call.make();
    done.addObject()
        .put("order", order)
        .put("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    TimeUnit.MILLISECONDS.sleep(pauseMillis);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
