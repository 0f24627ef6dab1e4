package dev.firn.catalog.rewrite;

import dev.firn.catalog.promotion.PromotedColumn;
import dev.firn.catalog.promotion.PromotedValues;
import dev.firn.catalog.table.EventSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fills promoted columns that a file does not have yet from the {@code data} of its rows. Values
 * that a file has are never touched.
 */
final class Filling {
  private static final int NOT_FILLED = -1;
  private static final int DATA = EventSchema.SCHEMA.findField("data").fieldId();

  private final PromotedValues values;
  private final @Nullable Leaf data;

  /** By leaf: which of the values. */
  private final int[] columns;

  private Filling(PromotedValues values, @Nullable Leaf data, int[] columns) {
    this.values = values;
    this.data = data;
    this.columns = columns;
  }

  /**
   * For one file.
   *
   * @param lacks whether the file has nothing in a leaf
   */
  static Filling of(RowForm form, Predicate<Leaf> lacks) {
    int[] columns = new int[form.leaves().size()];
    Arrays.fill(columns, NOT_FILLED);
    Leaf data = form.leaf(DATA).orElse(null);
    List<PromotedColumn> filled = new ArrayList<>();
    for (PromotedColumn column : form.promoted()) {
      Leaf leaf = form.leaf(column.fieldId()).filter(lacks).orElse(null);
      if (leaf != null && data != null) {
        columns[leaf.ordinal()] = filled.size();
        filled.add(column);
      }
    }
    return new Filling(new PromotedValues(filled), data, columns);
  }

  boolean fills(Leaf leaf) {
    return columns[leaf.ordinal()] != NOT_FILLED;
  }

  /** Turns to a row of which the leaves that are not promoted have been read. */
  void turn(RowSource row) {
    if (data != null && !values.columns().isEmpty()) {
      values.read(row.row().array(), row.start(data), row.length(data));
    }
  }

  /** The value of a leaf that is filled, as the row holds it; null where there is none. */
  @Nullable ByteBuffer value(Leaf leaf, ByteBuffer number) {
    Object value = values.value(columns[leaf.ordinal()]);
    if (value == null) {
      return null;
    }
    number.clear();
    if (value instanceof Boolean bool) {
      number.put((byte) (bool ? 1 : 0));
    } else if (value instanceof Integer integer) {
      number.putInt(integer);
    } else if (value instanceof Long integer) {
      number.putLong(integer);
    } else if (value instanceof Float real) {
      number.putFloat(real);
    } else if (value instanceof Double real) {
      number.putDouble(real);
    } else {
      return ByteBuffer.wrap((byte[]) value);
    }
    return number.flip();
  }

  PromotedValues values() {
    return values;
  }
}
