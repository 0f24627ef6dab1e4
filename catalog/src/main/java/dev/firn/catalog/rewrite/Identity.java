package dev.firn.catalog.rewrite;

import dev.firn.catalog.table.EventSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What makes the event of a row the one it is, within its partition: tenant, source and id. */
final class Identity {
  private static final List<String> COLUMNS = List.of("tenant", "source", "id");

  private final Leaf[] leaves;
  private final Leaf writer;
  private final Leaf append;
  private final Leaf index;

  Identity(RowForm form) {
    this.leaves = COLUMNS.stream().map(column -> leaf(form, column)).toArray(Leaf[]::new);
    this.writer = leaf(form, "ingest_writer");
    this.append = leaf(form, "ingest_seq");
    this.index = leaf(form, "ingest_index");
  }

  private static Leaf leaf(RowForm form, String column) {
    int field = EventSchema.SCHEMA.findField(column).fieldId();
    return form.leaf(field)
        .orElseThrow(
            () -> new UnsupportedOperationException("The table has no column " + column + " more"));
  }

  /** The leaves of identity and place. */
  Set<Leaf> columns() {
    return Set.of(leaves[0], leaves[1], leaves[2], writer, append, index);
  }

  long hash(RowSource row) {
    byte[] bytes = row.row().array();
    long hash = 0x9E3779B97F4A7C15L;
    for (Leaf leaf : leaves) {
      int start = row.start(leaf);
      int end = start + Math.max(0, row.length(leaf));
      for (int i = start; i < end; i++) {
        hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001B3L;
      }
      hash = (hash ^ 0x100) * 0x100000001B3L;
    }
    hash ^= hash >>> 32;
    hash *= 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }

  List<String> of(RowSource row) {
    return Arrays.stream(leaves).map(row::textAt).toList();
  }

  Place place(RowSource row) {
    return new Place(row.textAt(writer), row.longAt(append), row.intAt(index));
  }
}
