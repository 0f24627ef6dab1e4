package dev.firn.catalog.promotion;

import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A column that events of one type fill from their {@code data}, as the table has it now.
 *
 * @param type one that {@link JsonValue} knows
 */
public record PromotedColumn(int fieldId, String name, Type type, JsonPath path) {

  /** What a rule makes of a column; nothing where the column is not such that it can be filled. */
  public static Optional<PromotedColumn> of(Promotion rule, NestedField column) {
    return column.isOptional() && JsonValue.isKnown(column.type())
        ? Optional.of(new PromotedColumn(rule.fieldId(), column.name(), column.type(), rule.path()))
        : Optional.empty();
  }
}
