package dev.firn.catalog.table;

import dev.firn.catalog.promotion.PromotedColumn;
import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.promotion.Promotions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;

/**
 * What a data file must fit: the table as it was when it was last looked at.
 *
 * @param location without a slash at its end
 * @param fileSchema what every data file holds: Firn's columns by their ids, whatever the table
 *     calls them and whatever it has besides; required where the table requires them
 * @param promotions which fields of {@code data} have columns of their own
 */
public record TableForm(
    String uuid,
    String location,
    Schema schema,
    Schema fileSchema,
    PartitionSpec spec,
    SortOrder sortOrder,
    MetricsConfig metricsConfig,
    Promotions promotions) {

  /** Metrics that columns are not without, however many the table has. */
  private static final String PROMOTED_METRICS = "truncate(16)";

  public static TableForm of(Table table) {
    UUID uuid = table.uuid();
    return new TableForm(
        uuid.toString(),
        stripSlash(table.location()),
        table.schema(),
        EventSchema.fileSchema(table.schema()),
        table.spec(),
        table.sortOrder(),
        metricsConfig(table),
        Promotions.in(table.properties()));
  }

  /**
   * Audits go by the bounds of the provenance columns, so these are never cut short; promoted ones
   * are there to be filtered on.
   */
  private static MetricsConfig metricsConfig(Table table) {
    Map<String, String> properties = new HashMap<>(table.properties());
    for (String column : EventSchema.PROVENANCE) {
      properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column, "full");
    }
    for (Promotion rule : Promotions.in(table.properties()).all()) {
      String column = table.schema().findColumnName(rule.fieldId());
      if (column != null) {
        properties.putIfAbsent(
            TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column, PROMOTED_METRICS);
      }
    }
    return MetricsConfig.from(properties, table.schema(), table.sortOrder());
  }

  /** The form without what the table's owner has decided since it was made. */
  public TableForm asCreated() {
    return new TableForm(
        uuid,
        location,
        schema,
        EventSchema.SCHEMA,
        spec,
        sortOrder,
        metricsConfig,
        Promotions.NONE);
  }

  /** The columns that events of a type fill from their {@code data}; none of them is Firn's. */
  public List<PromotedColumn> promoted(String eventType) {
    return promotions.ofType(eventType).stream()
        .filter(rule -> EventSchema.SCHEMA.findField(rule.fieldId()) == null)
        .flatMap(
            rule ->
                Optional.ofNullable(schema.asStruct().field(rule.fieldId()))
                    .flatMap(column -> PromotedColumn.of(rule, column))
                    .stream())
        .toList();
  }

  /** What a data file with some promoted columns holds. */
  public Schema fileSchema(List<PromotedColumn> promoted) {
    return EventSchema.with(fileSchema, promoted);
  }

  /** Whether files written by either are alike. */
  public boolean isAlike(TableForm other) {
    return uuid.equals(other.uuid)
        && fileSchema.asStruct().equals(other.fileSchema.asStruct())
        && promotions.equals(other.promotions)
        && schema.asStruct().equals(other.schema.asStruct());
  }

  private static String stripSlash(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
