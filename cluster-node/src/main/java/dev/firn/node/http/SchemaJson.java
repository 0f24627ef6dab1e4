package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.evolution.TableSchema;
import dev.firn.catalog.suggestion.Kind;
import dev.firn.catalog.suggestion.Suggestion;
import dev.firn.catalog.suggestion.Suggestions;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.types.Types.NestedField;

/** The table's schema in JSON. */
final class SchemaJson {
  private SchemaJson() {}

  static void write(JsonGenerator out, TableSchema table) throws IOException {
    out.writeStringField("table", table.tableUuid());
    out.writeNumberField("schema", table.schemaId());
    Listings.array(out, "columns", table.columns(), (json, column) -> write(json, table, column));
    out.writeArrayFieldStart("unreadable");
    for (String property : table.promotions().unreadable()) {
      out.writeString(property);
    }
    out.writeEndArray();
  }

  private static void write(JsonGenerator out, TableSchema table, NestedField column)
      throws IOException {
    out.writeNumberField("id", column.fieldId());
    out.writeStringField("column", column.name());
    out.writeStringField("type", column.type().toString());
    out.writeBooleanField("required", column.isRequired());
    out.writeStringField("owner", TableSchema.isFirns(column) ? "firn" : "table");
    Listings.array(
        out,
        "from",
        table.sources(column),
        (json, rule) -> {
          json.writeStringField("type", rule.eventType());
          json.writeStringField("path", rule.path().toString());
        });
  }

  static void write(JsonGenerator out, Suggestions found) throws IOException {
    out.writeNumberField("files", found.files());
    out.writeNumberField("rows", found.rows());
    out.writeNumberField("uncounted", found.uncounted());
    Listings.array(out, "suggestions", found.fields(), SchemaJson::write);
  }

  private static void write(JsonGenerator out, Suggestion field) throws IOException {
    out.writeStringField("from", field.eventType());
    out.writeStringField("path", field.path().toString());
    out.writeStringField("column", field.column());
    out.writeStringField("type", field.columnType());
    out.writeNumberField("rows", field.rows());
    out.writeNumberField("of", field.of());
    out.writeObjectFieldStart("kinds");
    for (Map.Entry<Kind, Long> kind : new TreeMap<>(field.kinds()).entrySet()) {
      out.writeNumberField(kind.getKey().name().toLowerCase(Locale.ROOT), kind.getValue());
    }
    out.writeEndObject();
  }
}
