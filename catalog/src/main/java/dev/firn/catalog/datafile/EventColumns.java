package dev.firn.catalog.datafile;

import dev.firn.catalog.datafile.ColumnPages.Indices;
import dev.firn.events.AppendedBatch;
import dev.firn.events.Origin;
import dev.firn.events.RowView;
import dev.firn.events.RowView.Field;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The 25 columns of a data file on their way into pages, row group after row group. Three kinds: a
 * text of the row itself, a number of the row itself, and what the rows of one request, append or
 * file share.
 */
final class EventColumns {
  private record TextField(Field field, String name, TextColumn column) {}

  private record OriginField(
      String name, Function<Origin, @Nullable String> value, SharedTextColumn column) {}

  private final MessageType schema;
  private final int pageSize;
  private final ColumnPages.Scratch scratch = new ColumnPages.Scratch();
  private PageWriteStore store;

  private final List<TextField> texts;
  private final TextColumn extensionNames;
  private final TextColumn extensionValues;
  private final NumberColumn time;
  private final NumberColumn index;
  private final List<OriginField> origins;
  private final SharedTextColumn constant = new SharedTextColumn(Levels.flat(false));
  private final SharedLongColumn sharedLong = new SharedLongColumn();

  private final Indices originOfRow = new Indices();
  private final Indices batchOfRow = new Indices();
  private final Indices fileOfRow = new Indices();

  EventColumns(MessageType schema, int pageSize, PageWriteStore store) {
    this.schema = schema;
    this.pageSize = pageSize;
    this.store = store;
    this.texts =
        List.of(
            text(Field.ID, "id", false),
            text(Field.SOURCE, "source", true),
            text(Field.SPECVERSION, "specversion", true),
            text(Field.SUBJECT, "subject", true),
            text(Field.DATACONTENTTYPE, "datacontenttype", true),
            text(Field.DATASCHEMA, "dataschema", true),
            text(Field.DATA, "data", false));
    this.extensionNames = text("extensions.key_value.key", true);
    this.extensionValues = text("extensions.key_value.value", true);
    this.origins = originFields();
    this.time = new NumberColumn(false, pageSize, pages("time"));
    this.index = new NumberColumn(true, pageSize, pages("ingest_index"));
  }

  private TextField text(Field field, String name, boolean repeatsValues) {
    return new TextField(field, name, text(name, repeatsValues));
  }

  private TextColumn text(String path, boolean repeatsValues) {
    return new TextColumn(levels(path), repeatsValues, pageSize, pages(path));
  }

  /** A table may require what Firn may leave out. */
  private Levels levels(String path) {
    ColumnDescriptor column = column(path);
    return new Levels(column.getMaxDefinitionLevel(), column.getMaxRepetitionLevel() > 0);
  }

  private ColumnDescriptor column(String path) {
    return schema.getColumnDescription(path.split("\\.", -1));
  }

  private List<OriginField> originFields() {
    return List.of(
        origin("cf_colo", o -> o.edge().colo()),
        origin("cf_country", o -> o.edge().country()),
        origin("cf_city", o -> o.edge().city()),
        origin("cf_continent", o -> o.edge().continent()),
        origin("cf_postal_code", o -> o.edge().postalCode()),
        origin("cf_region", o -> o.edge().region()),
        origin("cf_timezone", o -> o.edge().timezone()),
        origin("cf_http_protocol", o -> o.edge().httpProtocol()),
        origin("cf_tls_version", o -> o.edge().tlsVersion()),
        origin("cf_tls_cipher", o -> o.edge().tlsCipher()));
  }

  private OriginField origin(String name, Function<Origin, @Nullable String> value) {
    return new OriginField(name, value, new SharedTextColumn(levels(name)));
  }

  private ColumnPages pages(String path) {
    return new ColumnPages(column(path), store, scratch);
  }

  /** Turns to a new row group. */
  void begin(PageWriteStore next) {
    store = next;
    for (TextField text : texts) {
      text.column().begin(pages(text.name()));
    }
    extensionNames.begin(pages("extensions.key_value.key"));
    extensionValues.begin(pages("extensions.key_value.value"));
    time.begin(pages("time"));
    index.begin(pages("ingest_index"));
    originOfRow.clear();
    batchOfRow.clear();
    fileOfRow.clear();
  }

  /**
   * Adds one row.
   *
   * @param place the row's place in its batch
   */
  void add(RowView row, int batch, int origin, int place) throws IOException {
    byte[] body = row.body();
    for (TextField text : texts) {
      text.column().add(body, row.start(text.field()), row.length(text.field()));
    }
    addExtensions(row, body);
    time.add(row.timeMicros());
    index.add(place);
    originOfRow.add(origin);
    batchOfRow.add(batch);
    fileOfRow.add(0);
  }

  private void addExtensions(RowView row, byte[] body) throws IOException {
    int count = row.extensionCount();
    if (count == 0) {
      extensionNames.add(body, 0, -1);
      extensionValues.add(body, 0, -1);
      return;
    }
    extensionNames.add(body, row.extensionNameStart(0), row.extensionNameLength(0));
    extensionValues.add(body, row.extensionValueStart(0), row.extensionValueLength(0));
    for (int i = 1; i < count; i++) {
      extensionNames.addRepeated(body, row.extensionNameStart(i), row.extensionNameLength(i));
      extensionValues.addRepeated(body, row.extensionValueStart(i), row.extensionValueLength(i));
    }
  }

  /** Ends the row group's pages. */
  void finish(String type, String writer, List<AppendedBatch> batches, List<Origin> sources)
      throws IOException {
    for (TextField text : texts) {
      text.column().finish();
    }
    extensionNames.finish();
    extensionValues.finish();
    time.finish();
    index.finish();
    constant.write(fileOfRow, 1, file -> type, pages("type"));
    constant.write(fileOfRow, 1, file -> writer, pages("ingest_writer"));
    for (OriginField field : origins) {
      field
          .column()
          .write(
              originOfRow,
              sources.size(),
              origin -> field.value().apply(sources.get(origin)),
              pages(field.name()));
    }
    constant.write(
        originOfRow, sources.size(), origin -> sources.get(origin).tenant(), pages("tenant"));
    sharedLong.write(
        originOfRow,
        sources.size(),
        origin -> sources.get(origin).ingestedAtMicros(),
        pages("ingested_at"));
    sharedLong.write(
        batchOfRow, batches.size(), batch -> batches.get(batch).append(), pages("ingest_seq"));
  }
}
