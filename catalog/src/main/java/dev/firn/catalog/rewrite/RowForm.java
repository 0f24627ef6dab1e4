package dev.firn.catalog.rewrite;

import dev.firn.catalog.promotion.PromotedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/**
 * The form in which rows are held between files: the leaves of a table's schema, one after the
 * other. A flat one is the length of its value and one, then the value; 0 is null. Another is the
 * count of its values, then of each both levels and, where there is a value, its length and the
 * value. Numbers are as Parquet's plain encoding has them. Promoted columns come last, so that what
 * they are filled from has been read before them.
 */
final class RowForm {
  private final Schema schema;
  private final List<PromotedColumn> promoted;
  private final List<Leaf> leaves;

  private RowForm(Schema schema, List<PromotedColumn> promoted, List<Leaf> leaves) {
    this.schema = schema;
    this.promoted = List.copyOf(promoted);
    this.leaves = List.copyOf(leaves);
  }

  /** Every column of the table, those too that are not Firn's. */
  static RowForm of(Schema schema) {
    return of(schema, List.of());
  }

  /**
   * The same.
   *
   * @param promoted columns that are filled where a file does not have them
   */
  static RowForm of(Schema schema, List<PromotedColumn> promoted) {
    MessageType type = ParquetSchemaUtil.convert(schema, "table");
    Set<Integer> last = promoted.stream().map(PromotedColumn::fieldId).collect(Collectors.toSet());
    List<Leaf> leaves = new ArrayList<>();
    for (boolean isLast : new boolean[] {false, true}) {
      for (ColumnDescriptor column : type.getColumns()) {
        int fieldId = column.getPrimitiveType().getId().intValue();
        if (last.contains(fieldId) == isLast) {
          leaves.add(new Leaf(leaves.size(), fieldId, column));
        }
      }
    }
    return new RowForm(schema, promoted, leaves);
  }

  List<PromotedColumn> promoted() {
    return promoted;
  }

  Schema schema() {
    return schema;
  }

  List<Leaf> leaves() {
    return leaves;
  }

  Optional<Leaf> leaf(int fieldId) {
    return leaves.stream().filter(leaf -> leaf.fieldId() == fieldId).findFirst();
  }
}
