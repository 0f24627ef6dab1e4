package dev.firn.catalog.audit;

import dev.firn.events.DeadLetter;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;

/** What no two rows of a partition may have in common. */
enum RowIdentity {
  /** An event, by tenant, source and id. */
  EVENT("events") {
    @Override
    String[] columns() {
      return new String[] {"tenant", "source", "id"};
    }

    @Override
    List<String> of(Record row) {
      return List.of(text(row, "tenant"), text(row, "source"), text(row, "id"));
    }

    @Override
    String named(List<String> parts) {
      return parts.get(1) + " " + parts.get(2);
    }
  },

  /**
   * A dead letter, by the place where its original stood. Not by the event: one that was driven
   * again and rejected again has a letter for each time.
   */
  DEAD_LETTER("dead letters") {
    @Override
    String[] columns() {
      return new String[] {"extensions"};
    }

    @Override
    List<String> of(Record row) {
      if (row.getField("extensions") instanceof Map<?, ?> map
          && map.get(DeadLetter.WRITER) instanceof String writer
          && map.get(DeadLetter.APPEND) instanceof String append
          && map.get(DeadLetter.INDEX) instanceof String index) {
        return List.of(writer, append, index);
      }
      return List.of();
    }

    @Override
    String named(List<String> parts) {
      return "of " + parts.get(0) + " append " + parts.get(1) + " row " + parts.get(2);
    }
  };

  private final String things;

  RowIdentity(String things) {
    this.things = things;
  }

  /** To be read. */
  abstract String[] columns();

  /** Empty for a row that has none. */
  abstract List<String> of(Record row);

  /** For people. */
  abstract String named(List<String> parts);

  String things() {
    return things;
  }

  private static String text(Record row, String column) {
    return String.valueOf(row.getField(column));
  }
}
