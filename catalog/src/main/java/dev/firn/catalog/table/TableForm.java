package dev.firn.catalog.table;

import java.util.HashMap;
import java.util.Map;
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
 * @param fileSchema what a data file holds: Firn's columns by their ids, whatever the table calls
 *     them and whatever it has besides; required where the table requires them
 */
public record TableForm(
    String uuid,
    String location,
    Schema schema,
    Schema fileSchema,
    PartitionSpec spec,
    SortOrder sortOrder,
    MetricsConfig metricsConfig) {

  public static TableForm of(Table table) {
    UUID uuid = table.uuid();
    return new TableForm(
        uuid.toString(),
        stripSlash(table.location()),
        table.schema(),
        EventSchema.fileSchema(table.schema()),
        table.spec(),
        table.sortOrder(),
        metricsConfig(table));
  }

  /** Audits go by the bounds of the provenance columns, so these are never cut short. */
  private static MetricsConfig metricsConfig(Table table) {
    Map<String, String> properties = new HashMap<>(table.properties());
    for (String column : EventSchema.PROVENANCE) {
      properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column, "full");
    }
    return MetricsConfig.from(properties, table.schema(), table.sortOrder());
  }

  /** The form without what the table's owner has decided since it was made. */
  public TableForm asCreated() {
    return new TableForm(
        uuid, location, schema, EventSchema.SCHEMA, spec, sortOrder, metricsConfig);
  }

  private static String stripSlash(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
