package dev.firn.catalog.rewrite;

import org.apache.parquet.column.ColumnDescriptor;
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

  /** Whether values of a file's column can be values of this one. */
  boolean takes(ColumnDescriptor found) {
    boolean isSame =
        found.getPrimitiveType().getPrimitiveTypeName() == kind()
            && found.getPrimitiveType().getTypeLength()
                == column.getPrimitiveType().getTypeLength();
    boolean isWidened =
        (kind() == PrimitiveTypeName.INT64 && is(found, PrimitiveTypeName.INT32))
            || (kind() == PrimitiveTypeName.DOUBLE && is(found, PrimitiveTypeName.FLOAT));
    return (isSame || isWidened) && hasSameLevels(found);
  }

  private static boolean is(ColumnDescriptor found, PrimitiveTypeName kind) {
    return found.getPrimitiveType().getPrimitiveTypeName() == kind;
  }

  private boolean hasSameLevels(ColumnDescriptor found) {
    return isFlat()
        ? found.getPath().length == 1 && found.getMaxRepetitionLevel() == 0
        : found.getMaxRepetitionLevel() == column.getMaxRepetitionLevel()
            && found.getMaxDefinitionLevel() == column.getMaxDefinitionLevel();
  }
}
