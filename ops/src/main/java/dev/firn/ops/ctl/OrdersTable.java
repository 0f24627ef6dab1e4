package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;

/** The orders that hold, as the operations API answers them. */
final class OrdersTable {
  private OrdersTable() {}

  static Table of(JsonNode answer) {
    Table table = new Table("ORDER", "WHAT", "NODE");
    for (JsonNode pin : answer.path("pins")) {
      table.row("pin", Text.of(pin, "kind") + "/" + Text.of(pin, "shard"), Text.of(pin, "node"));
    }
    for (JsonNode node : answer.path("drained")) {
      table.row("drain", Text.NONE, node.asText());
    }
    return table;
  }
}
