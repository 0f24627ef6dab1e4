package dev.firn.catalog.rejected;

import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.Origin;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** Rows of a table of events as they were before they were rows. */
final class EventRecords {
  private EventRecords() {}

  static CloudEvent event(Record row) {
    return new CloudEvent(
        required(row, "id"),
        required(row, "source"),
        required(row, "type"),
        required(row, "specversion"),
        micros(row, "time"),
        text(row, "subject"),
        text(row, "datacontenttype"),
        text(row, "dataschema"),
        text(row, "data"),
        extensions(row));
  }

  static Origin origin(Record row) {
    return new Origin(
        required(row, "tenant"),
        micros(row, "ingested_at"),
        new Edge(
            text(row, "cf_colo"),
            text(row, "cf_country"),
            text(row, "cf_city"),
            text(row, "cf_continent"),
            text(row, "cf_postal_code"),
            text(row, "cf_region"),
            text(row, "cf_timezone"),
            text(row, "cf_http_protocol"),
            text(row, "cf_tls_version"),
            text(row, "cf_tls_cipher")));
  }

  private static Map<String, String> extensions(Record row) {
    Map<String, String> extensions = new HashMap<>();
    if (row.getField("extensions") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> extensions.put(name.toString(), value.toString()));
    }
    return extensions;
  }

  static String required(Record row, String column) {
    return Objects.requireNonNull(text(row, column), column);
  }

  private static @Nullable String text(Record row, String column) {
    Object value = row.getField(column);
    return value == null ? null : value.toString();
  }

  static long micros(Record row, String column) {
    OffsetDateTime time = (OffsetDateTime) row.getField(column);
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
  }
}
