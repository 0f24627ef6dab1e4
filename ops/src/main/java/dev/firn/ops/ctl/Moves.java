package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Counts the shards that change their nodes from one look to the next. */
final class Moves {
  private final Map<String, String> homes = new HashMap<>();
  private int made;
  private int underWay;

  /**
   * Takes another look.
   *
   * @param answer of {@code /v1/shards}
   * @return whether more is to come
   */
  boolean look(JsonNode answer) {
    underWay = 0;
    for (JsonNode shard : answer.path("shards")) {
      String name = shard.path("kind").asText() + "/" + shard.path("shard").asText();
      String home = shard.path("node").asText();
      String before = homes.put(name, home);
      if (before != null && !before.equals(home)) {
        made++;
      }
      underWay += shard.path("movingTo").isTextual() ? 1 : 0;
    }
    boolean isBusy = false;
    for (JsonNode kind : answer.path("kinds")) {
      isBusy |= kind.path("busy").asBoolean();
    }
    return isBusy;
  }

  int made() {
    return made;
  }

  int underWay() {
    return underWay;
  }
}
