package dev.firn.catalog.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.table.EventSchema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Leaves out rows. Where there is nothing to leave out, rows are not looked at. */
final class Thinning {
  private final Map<Repetitions.Row, Integer> left;
  private final RowForm form;
  private final int[] starts;
  private final int[] lengths;
  private byte[] array = new byte[0];
  private int at;

  /**
   * @param drops how often each row is left out
   */
  Thinning(RowForm form, Map<Repetitions.Row, Integer> drops) {
    this.left = new HashMap<>(drops);
    this.form = form;
    this.starts = new int[form.leaves().size()];
    this.lengths = new int[form.leaves().size()];
  }

  boolean keeps(SortedRows sorted) {
    if (left.isEmpty()) {
      return true;
    }
    Repetitions.Row row = row(sorted);
    Integer drops = left.get(row);
    if (drops == null) {
      return true;
    }
    if (drops == 1) {
      left.remove(row);
    } else {
      left.put(row, drops - 1);
    }
    return false;
  }

  private Repetitions.Row row(SortedRows sorted) {
    array = sorted.array();
    at = sorted.rowStart();
    for (Leaf leaf : form.leaves()) {
      if (leaf.isFlat()) {
        int length = varint() - 1;
        starts[leaf.ordinal()] = at;
        lengths[leaf.ordinal()] = length;
        at += Math.max(0, length);
      } else {
        skipNested(leaf);
      }
    }
    return new Repetitions.Row(
        List.of(text("tenant"), text("source"), text("id")),
        new Place(
            text("ingest_writer"),
            number("ingest_seq").getLong(),
            number("ingest_index").getInt()));
  }

  private int ordinal(String column) {
    return form.leaf(EventSchema.SCHEMA.findField(column).fieldId()).orElseThrow().ordinal();
  }

  private String text(String column) {
    int ordinal = ordinal(column);
    return new String(array, starts[ordinal], lengths[ordinal], UTF_8);
  }

  private ByteBuffer number(String column) {
    int ordinal = ordinal(column);
    return ByteBuffer.wrap(array, starts[ordinal], lengths[ordinal]).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void skipNested(Leaf leaf) {
    int count = varint();
    for (int i = 0; i < count; i++) {
      at++;
      int definition = array[at++];
      if (definition == leaf.definitionLevel()) {
        int length = varint();
        at += length;
      }
    }
  }

  private int varint() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int part = array[at++];
      value |= (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }
}
