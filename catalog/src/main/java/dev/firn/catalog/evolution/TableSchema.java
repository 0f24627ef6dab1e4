package dev.firn.catalog.evolution;

import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.promotion.Promotions;
import dev.firn.catalog.table.EventSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The schema of a table at one moment, with what depends on it.
 *
 * @param promotions rules of which some may be for columns that are gone
 * @param bound ids of fields that a partition spec, a sort order or the row's identity needs
 * @param partitionNames of partition fields, which no column may have
 */
public record TableSchema(
    String tableUuid,
    int schemaId,
    List<NestedField> columns,
    Promotions promotions,
    Set<Integer> bound,
    Set<String> partitionNames) {

  public TableSchema {
    columns = List.copyOf(columns);
    bound = Set.copyOf(bound);
    partitionNames = Set.copyOf(partitionNames);
  }

  static TableSchema of(TableMetadata metadata) {
    Set<Integer> bound = new HashSet<>(metadata.schema().identifierFieldIds());
    Set<String> names = new HashSet<>();
    for (PartitionSpec spec : metadata.specs()) {
      for (PartitionField field : spec.fields()) {
        bound.add(field.sourceId());
        names.add(field.name());
      }
    }
    for (SortOrder order : metadata.sortOrders()) {
      order.fields().stream().map(SortField::sourceId).forEach(bound::add);
    }
    return new TableSchema(
        String.valueOf(metadata.uuid()),
        metadata.currentSchemaId(),
        metadata.schema().columns(),
        Promotions.in(metadata.properties()),
        bound,
        names);
  }

  /** Whether a column is one that Firn's files have from the start. */
  public static boolean isFirns(NestedField column) {
    return EventSchema.SCHEMA.findField(column.fieldId()) != null;
  }

  Optional<NestedField> find(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** Many engines do not tell capital letters from others. */
  Optional<NestedField> findAlike(String name) {
    Stream<NestedField> alike =
        columns.stream().filter(column -> column.name().equalsIgnoreCase(name));
    return find(name).or(alike::findFirst);
  }

  Optional<NestedField> find(int fieldId) {
    return columns.stream().filter(column -> column.fieldId() == fieldId).findFirst();
  }

  /** What fills a column. */
  public List<Promotion> sources(NestedField column) {
    return promotions.ofField(column.fieldId());
  }
}
