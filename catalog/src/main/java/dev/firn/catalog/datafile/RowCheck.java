package dev.firn.catalog.datafile;

import dev.firn.events.BatchRows;
import dev.firn.events.Edge;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowView;
import dev.firn.events.RowView.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a row cannot be in a file, of the reasons that can be seen in it. Not on the way of rows that
 * can: only asked once writing has failed.
 */
final class RowCheck {
  private record Required(String column, Function<RowView, @Nullable Object> value) {}

  private final PartitionKey partition;
  private final List<Required> required = new ArrayList<>();
  private final RowView view = new RowView();

  RowCheck(PartitionKey partition, Schema fileSchema) {
    this.partition = partition;
    for (Required column : columns()) {
      if (fileSchema.findField(column.column()).isRequired()) {
        required.add(column);
      }
    }
  }

  private static List<Required> columns() {
    return List.of(
        text("id", Field.ID),
        text("source", Field.SOURCE),
        text("specversion", Field.SPECVERSION),
        text("subject", Field.SUBJECT),
        text("datacontenttype", Field.DATACONTENTTYPE),
        text("dataschema", Field.DATASCHEMA),
        text("data", Field.DATA),
        edge("cf_colo", Edge::colo),
        edge("cf_country", Edge::country),
        edge("cf_city", Edge::city),
        edge("cf_continent", Edge::continent),
        edge("cf_postal_code", Edge::postalCode),
        edge("cf_region", Edge::region),
        edge("cf_timezone", Edge::timezone),
        edge("cf_http_protocol", Edge::httpProtocol),
        edge("cf_tls_version", Edge::tlsVersion),
        edge("cf_tls_cipher", Edge::tlsCipher));
  }

  private static Required text(String column, Field field) {
    return new Required(column, row -> row.length(field) < 0 ? null : field);
  }

  private static Required edge(String column, Function<Edge, @Nullable String> value) {
    return new Required(column, row -> value.apply(row.origin().edge()));
  }

  /** The row's first fault, if it has one that can be seen. */
  Optional<UnwritableRow> fault(long append, BatchRows rows, int index) {
    try {
      view.at(rows, index);
    } catch (RuntimeException e) {
      return fault(append, index, UnwritableRow.UNREADABLE_ROW, e.toString());
    }
    if (PartitionKey.of(partition.type(), view.timeMicros()).hour() != partition.hour()) {
      return fault(
          append,
          index,
          UnwritableRow.WRONG_HOUR,
          "expected a time of " + partition.id() + ", found " + view.timeMicros() + " µs");
    }
    for (Required column : required) {
      if (column.value().apply(view) == null) {
        return fault(
            append,
            index,
            UnwritableRow.MISSING_VALUE,
            "the table requires " + column.column() + ", the event has none");
      }
    }
    return Optional.empty();
  }

  private static Optional<UnwritableRow> fault(
      long append, int index, String reason, String detail) {
    return Optional.of(new UnwritableRow(append, index, reason, detail));
  }
}
