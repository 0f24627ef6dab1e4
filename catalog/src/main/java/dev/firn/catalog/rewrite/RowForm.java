package dev.firn.catalog.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/**
 * The form in which rows are held between files: the leaves of a table's schema, one after the
 * other. A flat one is the length of its value and one, then the value; 0 is null. Another is the
 * count of its values, then of each both levels and, where there is a value, its length and the
 * value. Numbers are as Parquet's plain encoding has them.
 */
final class RowForm {
  private final Schema schema;
  private final List<Leaf> leaves;

  private RowForm(Schema schema, List<Leaf> leaves) {
    this.schema = schema;
    this.leaves = List.copyOf(leaves);
  }

  /** Every column of the table, those too that are not Firn's. */
  static RowForm of(Schema schema) {
    MessageType type = ParquetSchemaUtil.convert(schema, "table");
    List<Leaf> leaves = new ArrayList<>();
    for (ColumnDescriptor column : type.getColumns()) {
      leaves.add(new Leaf(leaves.size(), column.getPrimitiveType().getId().intValue(), column));
    }
    return new RowForm(schema, leaves);
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
