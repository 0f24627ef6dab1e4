package dev.firn.catalog.table;

import java.util.UUID;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;

/**
 * What a data file must fit: the table as it was when it was last looked at.
 *
 * @param location without a slash at its end
 */
public record TableForm(
    String uuid,
    String location,
    Schema schema,
    PartitionSpec spec,
    SortOrder sortOrder,
    MetricsConfig metricsConfig) {

  static TableForm of(Table table) {
    UUID uuid = table.uuid();
    return new TableForm(
        uuid.toString(),
        stripSlash(table.location()),
        table.schema(),
        table.spec(),
        table.sortOrder(),
        MetricsConfig.forTable(table));
  }

  private static String stripSlash(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
