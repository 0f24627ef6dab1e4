package dev.firn.catalog.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.firn.catalog.promotion.PromotedColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The form of {@code analytics.events}. Field ids are a promise to every file ever written: none is
 * reused, none changes.
 */
public final class EventSchema {
  /** Ids of the fields inside {@code extensions}; the 25 columns come before. */
  private static final int EXTENSION_NAME = 26;

  private static final int EXTENSION_VALUE = 27;

  private static final Type TEXT = Types.StringType.get();
  private static final Type INSTANT = Types.TimestampType.withZone();

  /** The 25 columns. */
  public static final Schema SCHEMA =
      new Schema(
          required(1, "id", TEXT),
          required(2, "source", TEXT),
          required(3, "type", TEXT),
          required(4, "specversion", TEXT),
          required(5, "time", INSTANT),
          optional(6, "subject", TEXT),
          optional(7, "datacontenttype", TEXT),
          optional(8, "dataschema", TEXT),
          optional(9, "data", TEXT),
          optional(
              10,
              "extensions",
              Types.MapType.ofRequired(EXTENSION_NAME, EXTENSION_VALUE, TEXT, TEXT)),
          optional(11, "cf_colo", TEXT),
          optional(12, "cf_country", TEXT),
          optional(13, "cf_city", TEXT),
          optional(14, "cf_continent", TEXT),
          optional(15, "cf_postal_code", TEXT),
          optional(16, "cf_region", TEXT),
          optional(17, "cf_timezone", TEXT),
          optional(18, "cf_http_protocol", TEXT),
          optional(19, "cf_tls_version", TEXT),
          optional(20, "cf_tls_cipher", TEXT),
          required(21, "ingested_at", INSTANT),
          required(22, "tenant", TEXT),
          required(23, "ingest_writer", TEXT),
          required(24, "ingest_seq", Types.LongType.get()),
          required(25, "ingest_index", Types.IntegerType.get()));

  /** Hidden partitioning: queries filter on {@code type} and {@code time} alone. */
  public static final PartitionSpec SPEC =
      PartitionSpec.builderFor(SCHEMA).identity("type").hour("time").build();

  public static final SortOrder SORT_ORDER = SortOrder.builderFor(SCHEMA).asc("time").build();

  /** Which append of which writer a row came with, and its place in it. */
  public static final List<String> PROVENANCE =
      List.of("ingest_writer", "ingest_seq", "ingest_index");

  private EventSchema() {}

  /** The 25 columns under their names here, each required where it is so here or in a table. */
  static Schema fileSchema(Schema table) {
    return new Schema(
        SCHEMA.columns().stream()
            .map(
                column -> {
                  Types.NestedField found = table.findField(column.fieldId());
                  return found != null && found.isRequired() ? column.asRequired() : column;
                })
            .toList());
  }

  /** Beside some columns of a file those that are promoted, under names that are not Firn's. */
  static Schema with(Schema file, List<PromotedColumn> promoted) {
    if (promoted.isEmpty()) {
      return file;
    }
    List<Types.NestedField> all = new ArrayList<>(file.columns());
    for (PromotedColumn column : promoted) {
      boolean isTaken = file.findField(column.name()) != null;
      String name = isTaken ? column.name() + "_" + column.fieldId() : column.name();
      all.add(optional(column.fieldId(), name, column.type()));
    }
    return new Schema(all);
  }

  /** Names of the columns, in order. */
  public static List<String> columns() {
    return SCHEMA.columns().stream().map(Types.NestedField::name).toList();
  }
}
