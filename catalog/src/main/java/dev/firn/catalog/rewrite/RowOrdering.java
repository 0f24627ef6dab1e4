package dev.firn.catalog.rewrite;

import dev.firn.catalog.table.EventSchema;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.Schema;

/**
 * By what rows of a partition are sorted: first by stretches of time, so that files and row groups
 * can be skipped by {@code time}; within one by columns in which rows alike lie together and
 * compress well; then by time; then by the place they came from.
 *
 * @param stretch zero for none: the columns come first
 * @param columns Firn's names of flat texts
 */
public record RowOrdering(Duration stretch, List<String> columns) {
  public static final RowOrdering TIME = new RowOrdering(Duration.ZERO, List.of());

  public RowOrdering {
    columns = List.copyOf(columns);
    for (String column : columns) {
      if (EventSchema.SCHEMA.findField(column) == null) {
        throw new IllegalArgumentException("There is no column \"" + column + "\" to sort by");
      }
    }
  }

  /** Whether the table's declared order, by time, is kept. */
  public boolean isByTime() {
    return columns.isEmpty();
  }

  /** Makes the keys of rows, bytes that sort unsigned. */
  static final class Keys {
    private final long stretchMicros;
    private final List<Leaf> texts;
    private final Leaf time;
    private final Leaf sequence;
    private final Leaf index;

    Keys(RowOrdering ordering, RowForm form) {
      Schema known = EventSchema.SCHEMA;
      this.stretchMicros = ordering.stretch().toNanos() / 1000;
      this.texts =
          ordering.columns().stream()
              .flatMap(column -> form.leaf(known.findField(column).fieldId()).stream())
              .filter(Leaf::isFlat)
              .toList();
      this.time = form.leaf(known.findField("time").fieldId()).orElseThrow();
      this.sequence = form.leaf(known.findField("ingest_seq").fieldId()).orElseThrow();
      this.index = form.leaf(known.findField("ingest_index").fieldId()).orElseThrow();
    }

    void key(RowSource source, RowBuffer key) {
      key.clear();
      long micros = source.longAt(time);
      if (stretchMicros > 0 && !texts.isEmpty()) {
        key.putLong(Math.floorDiv(micros, stretchMicros) ^ Long.MIN_VALUE);
      }
      for (Leaf text : texts) {
        int length = source.length(text);
        if (length > 0) {
          key.put(source.row().array(), source.start(text), length);
        }
        key.putByte(0);
      }
      key.putLong(micros ^ Long.MIN_VALUE);
      key.putLong(source.longAt(sequence));
      key.putInt(source.intAt(index));
    }
  }
}
