package dev.firn.catalog.evolution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Drop;
import dev.firn.catalog.evolution.SchemaChange.Rename;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaChange.Widen;
import dev.firn.catalog.promotion.PromotedColumn;
import dev.firn.catalog.promotion.Promotion;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Which changes may be made: those after which every file that was written, is being written or
 * waits for its commit can still be read, and every writer goes on. A function of what is seen of
 * the table.
 */
final class SchemaRules {
  static final int MOST_COLUMNS = 1_000;
  static final int MOST_OF_A_TYPE = 64;

  private static final int LONGEST_EVENT_TYPE = 256;

  /** Of format v2, and such that compaction can move them. */
  private static final Set<TypeID> TYPES =
      Set.of(
          TypeID.BOOLEAN,
          TypeID.INTEGER,
          TypeID.LONG,
          TypeID.FLOAT,
          TypeID.DOUBLE,
          TypeID.DECIMAL,
          TypeID.DATE,
          TypeID.TIME,
          TypeID.TIMESTAMP,
          TypeID.STRING,
          TypeID.UUID,
          TypeID.BINARY);

  private final TableSchema table;
  private final int lastColumnId;

  /**
   * @param lastColumnId the largest that the table has ever given away
   */
  SchemaRules(TableSchema table, int lastColumnId) {
    this.table = table;
    this.lastColumnId = lastColumnId;
  }

  /**
   * What is to be done.
   *
   * @throws SchemaRefusedException when it may not be
   * @throws NoSuchColumnException when there is no such column
   */
  Edit decide(SchemaChange change) {
    if (change instanceof Add add) {
      return add(add);
    }
    NestedField column =
        table.find(change.column()).orElseThrow(() -> new NoSuchColumnException(change.column()));
    refuseIf(
        TableSchema.isFirns(column),
        "\"%s\" is a field of Firn's, which is neither renamed nor widened nor dropped"
            .formatted(column.name()));
    if (change instanceof Rename rename) {
      return rename(column, rename.to());
    }
    return change instanceof Widen widen
        ? widen(column, widen.type())
        : drop(column, (Drop) change);
  }

  private Edit add(Add add) {
    refuseIf(
        add.isRequired(),
        "A required column cannot be added: the rows that are there have no value for it");
    refuseIf(
        !TYPES.contains(add.type().typeId()),
        ("A column of type %s cannot be added; possible are boolean, int, long, float, double,"
                + " decimal(P,S), date, time, timestamp, timestamptz, string, uuid and binary")
            .formatted(add.type()));
    refuse(ColumnNames.problem(add.column(), table));
    add.source().ifPresent(source -> requireFillable(add, source));
    Optional<NestedField> found = table.findAlike(add.column());
    if (found.isPresent()) {
      return addSource(found.get(), add);
    }
    refuseIf(
        table.columns().size() >= MOST_COLUMNS,
        "The table has %s columns already".formatted(MOST_COLUMNS));
    return new Edit.AddColumn(add.column(), add.type(), add.source(), lastColumnId);
  }

  private void requireFillable(Add add, Source source) {
    String type = source.eventType();
    refuseIf(
        type.isEmpty()
            || type.getBytes(UTF_8).length > LONGEST_EVENT_TYPE
            || type.chars().anyMatch(Character::isISOControl),
        "\"%s\" is no type that events can have".formatted(type));
    NestedField column = NestedField.optional(1, add.column(), add.type());
    refuseIf(
        PromotedColumn.of(new Promotion(1, type, source.path()), column).isEmpty(),
        ("A column of type %s cannot be filled from data; possible are boolean, int, long, float,"
                + " double, decimal of up to 18 digits, string, date and timestamptz")
            .formatted(add.type()));
    refuseIf(
        table.promotions().ofType(type).stream()
                .filter(rule -> table.find(rule.fieldId()).isPresent())
                .count()
            >= MOST_OF_A_TYPE,
        "Events of type %s fill %s columns already".formatted(type, MOST_OF_A_TYPE));
  }

  private Edit addSource(NestedField found, Add add) {
    boolean isSame = found.name().equals(add.column()) && found.type().equals(add.type());
    refuseIf(
        add.source().isEmpty() || !isSame || found.isRequired() || TableSchema.isFirns(found),
        "There is a column already of this name: %s %s".formatted(found.name(), found.type()));
    Source source = add.source().orElseThrow();
    for (Promotion rule : table.sources(found)) {
      refuseIf(
          rule.eventType().equals(source.eventType()),
          "Events of type %s fill \"%s\" already, from %s"
              .formatted(rule.eventType(), found.name(), rule.path()));
    }
    return new Edit.AddSource(found.fieldId(), source);
  }

  private Edit rename(NestedField column, String to) {
    refuse(ColumnNames.problem(to, table));
    table
        .findAlike(to)
        .filter(other -> other.fieldId() != column.fieldId() || other.name().equals(to))
        .ifPresent(
            other ->
                refuseIf(
                    true,
                    "There is a column already of this name: %s %s"
                        .formatted(other.name(), other.type())));
    return new Edit.RenameColumn(column, to);
  }

  private static Edit widen(NestedField column, Type.PrimitiveType type) {
    refuseIf(
        !Widening.isWider(column.type(), type),
        ("A column of type %s cannot be widened to %s; possible are int to long, float to double,"
                + " and a decimal to more digits with as many after the point")
            .formatted(column.type(), type));
    refuseIf(
        type.typeId() == TypeID.DECIMAL && !Widening.isNumber(type),
        "A decimal cannot be widened to more than 18 digits: files that hold it as a number and"
            + " files that hold it as bytes could not be rewritten together");
    return new Edit.WidenColumn(column, type);
  }

  private Edit drop(NestedField column, Drop change) {
    refuseIf(
        table.bound().contains(column.fieldId()),
        "\"%s\" cannot be dropped: a partition spec, a sort order or the identity of rows needs it"
            .formatted(change.column()));
    return new Edit.DropColumn(column);
  }

  private static void refuse(Optional<String> problem) {
    problem.ifPresent(
        reason -> {
          throw new SchemaRefusedException(reason);
        });
  }

  private static void refuseIf(boolean isWrong, String reason) {
    if (isWrong) {
      throw new SchemaRefusedException(reason);
    }
  }
}
