package dev.firn.catalog.table;

import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** Whether a table that is already there can take Firn's files. */
public final class TableCompatibility {
  private static final int OLDEST_FORMAT = 2;

  private TableCompatibility() {}

  /** One sentence on what is wrong, or nothing. */
  public static Optional<String> problem(Table table) {
    int format = ((HasTableOperations) table).operations().current().formatVersion();
    if (format < OLDEST_FORMAT) {
      return Optional.of("it has format version " + format + "; Firn needs 2 or higher");
    }
    for (NestedField expected : EventSchema.SCHEMA.columns()) {
      Optional<String> problem =
          expected.isRequired() || !wasFirns(table)
              ? asCreated(expected, table.schema())
              : asDecided(expected, table.schema());
      if (problem.isPresent()) {
        return problem;
      }
    }
    for (NestedField found : table.schema().columns()) {
      if (found.isRequired()
          && found.initialDefault() == null
          && EventSchema.SCHEMA.findField(found.fieldId()) == null) {
        return Optional.of("it requires a field that Firn does not write: " + found);
      }
    }
    return specProblem(table.spec());
  }

  /** What a table had when Firn made it may be renamed, dropped or required by its owner. */
  private static boolean wasFirns(Table table) {
    return table.schemas().values().stream()
        .anyMatch(
            schema ->
                EventSchema.SCHEMA.columns().stream()
                    .allMatch(column -> asCreated(column, schema).isEmpty()));
  }

  private static Optional<String> asCreated(NestedField expected, Schema schema) {
    NestedField found = schema.findField(expected.fieldId());
    if (found == null) {
      return Optional.of("its schema has no field " + expected);
    }
    return found.name().equals(expected.name()) && takes(found, expected)
        ? Optional.empty()
        : Optional.of("its field is " + found + " where Firn writes " + expected);
  }

  private static Optional<String> asDecided(NestedField expected, Schema schema) {
    NestedField found = schema.findField(expected.fieldId());
    return found == null || takes(found, expected)
        ? Optional.empty()
        : Optional.of("its field is " + found + " where Firn writes " + expected);
  }

  private static boolean takes(NestedField found, NestedField expected) {
    return found.type().equals(expected.type())
        || (expected.type().isPrimitiveType()
            && found.type().isPrimitiveType()
            && TypeUtil.isPromotionAllowed(expected.type(), found.type().asPrimitiveType()));
  }

  private static Optional<String> specProblem(PartitionSpec spec) {
    boolean same = spec.fields().size() == EventSchema.SPEC.fields().size();
    for (int i = 0; same && i < spec.fields().size(); i++) {
      PartitionField found = spec.fields().get(i);
      PartitionField expected = EventSchema.SPEC.fields().get(i);
      same =
          found.sourceId() == expected.sourceId()
              && found.transform().toString().equals(expected.transform().toString());
    }
    return same
        ? Optional.empty()
        : Optional.of(
            "its partition spec is "
                + spec.fields()
                + " where Firn has identity(type), hour(time)");
  }
}
