package dev.firn.catalog.rewrite;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * One column of values of a rewritten file. A flat one has a value or none in each row; others, of
 * maps, lists and structs, keep the levels that Parquet has of each value.
 *
 * @param ordinal among the file's leaves
 */
record Leaf(int ordinal, int fieldId, ColumnDescriptor column) {
  boolean isFlat() {
    return column.getPath().length == 1 && column.getMaxRepetitionLevel() == 0;
  }

  PrimitiveTypeName kind() {
    return column.getPrimitiveType().getPrimitiveTypeName();
  }

  int definitionLevel() {
    return column.getMaxDefinitionLevel();
  }

  boolean isRequired() {
    return isFlat() && definitionLevel() == 0;
  }

  /**
   * Whether values of a file's column can be values of this one, bit by bit. What they mean says
   * the annotation, such as the unit of a timestamp: it must be that of Iceberg's own writer.
   */
  boolean takes(ColumnDescriptor found) {
    boolean isSame =
        found.getPrimitiveType().getPrimitiveTypeName() == kind()
            && found.getPrimitiveType().getTypeLength() == column.getPrimitiveType().getTypeLength()
            && meaning(found).equals(meaning(column));
    boolean isWidened =
        (isPlain(column, PrimitiveTypeName.INT64) && isPlain(found, INT32))
            || (isPlain(column, PrimitiveTypeName.DOUBLE)
                && isPlain(found, PrimitiveTypeName.FLOAT));
    return (isSame || isWidened) && hasSameLevels(found);
  }

  private static boolean isPlain(ColumnDescriptor column, PrimitiveTypeName kind) {
    return column.getPrimitiveType().getPrimitiveTypeName() == kind && meaning(column).isEmpty();
  }

  /** Some writers say of a number that it is signed and as wide as it is, which says nothing. */
  private static Optional<LogicalTypeAnnotation> meaning(ColumnDescriptor column) {
    int width = column.getPrimitiveType().getPrimitiveTypeName() == INT32 ? 32 : 64;
    return Optional.ofNullable(column.getPrimitiveType().getLogicalTypeAnnotation())
        .filter(annotation -> !annotation.equals(LogicalTypeAnnotation.intType(width, true)));
  }

  private boolean hasSameLevels(ColumnDescriptor found) {
    return isFlat()
        ? found.getPath().length == 1 && found.getMaxRepetitionLevel() == 0
        : found.getMaxRepetitionLevel() == column.getMaxRepetitionLevel()
            && found.getMaxDefinitionLevel() == column.getMaxDefinitionLevel();
  }
}
