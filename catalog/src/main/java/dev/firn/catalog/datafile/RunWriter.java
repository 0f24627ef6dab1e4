package dev.firn.catalog.datafile;

import dev.firn.catalog.promotion.PromotedValues;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file run by run: the batches of a run are opened together, their rows sorted by time and
 * cut into row groups of about equal size.
 */
final class RunWriter {
  private final ParquetDataFile file;
  private final DataFileSettings settings;
  private final PromotedPages promoted;
  private final PartitionKey partition;
  private final String ingestWriter;
  private final RowView view = new RowView();
  private @Nullable EventColumns columns;

  /** What the requests of a run said about themselves, each once. */
  private final List<Origin> origins = new ArrayList<>();

  private final IdentityHashMap<Origin, Integer> ordinals = new IdentityHashMap<>();
  private @Nullable Origin lastOrigin;
  private int lastOrdinal;

  RunWriter(
      ParquetDataFile file,
      DataFileSettings settings,
      PromotedValues promoted,
      PartitionKey partition,
      String ingestWriter) {
    this.file = file;
    this.settings = settings;
    this.promoted = new PromotedPages(file.schema(), promoted, settings);
    this.partition = partition;
    this.ingestWriter = ingestWriter;
  }

  /** Returns the number of rows written. */
  int write(List<AppendedBatch> run) throws IOException {
    List<BatchRows> opened = new ArrayList<>(run.size());
    for (AppendedBatch batch : run) {
      requirePartition(batch);
      opened.add(batch.batch().open());
    }
    forgetOrigins();
    RowOrder order = RowOrder.of(partition, run, opened);
    int groups = (order.count() + settings.rowGroupRows() - 1) / settings.rowGroupRows();
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) order.count() * group / groups);
      int to = (int) ((long) order.count() * (group + 1) / groups);
      writeRowGroup(order, from, to, run, opened);
    }
    return order.count();
  }

  private void requirePartition(AppendedBatch batch) {
    if (!batch.batch().partition().equals(partition)) {
      throw new IllegalArgumentException(
          "A batch of " + batch.batch().partition().id() + " in a file of " + partition.id());
    }
  }

  private void writeRowGroup(
      RowOrder order, int from, int to, List<AppendedBatch> run, List<BatchRows> opened)
      throws IOException {
    try (ColumnChunkPageWriteStore pages = file.newRowGroup()) {
      EventColumns target = columnsFor(pages);
      promoted.begin(pages);
      for (int position = from; position < to; position++) {
        int batch = order.batch(position);
        int place = order.place(position);
        view.at(opened.get(batch), place);
        target.add(view, batch, ordinal(view.origin()), place);
        promoted.add(view);
      }
      target.finish(partition.type(), ingestWriter, run, origins);
      promoted.finish();
      file.writeRowGroup(pages, to - from);
    }
  }

  private EventColumns columnsFor(ColumnChunkPageWriteStore pages) {
    EventColumns kept = columns;
    if (kept == null) {
      kept = new EventColumns(file.schema(), settings.pageSize(), pages);
      columns = kept;
    }
    kept.begin(pages);
    return kept;
  }

  /**
   * The rows of a request share one object; comparing what it says would cost more than it saves.
   */
  @SuppressWarnings("ReferenceEquality")
  private int ordinal(Origin origin) {
    if (origin != lastOrigin) {
      lastOrigin = origin;
      lastOrdinal = ordinals.computeIfAbsent(origin, this::addOrigin);
    }
    return lastOrdinal;
  }

  private Integer addOrigin(Origin origin) {
    origins.add(origin);
    return origins.size() - 1;
  }

  private void forgetOrigins() {
    origins.clear();
    ordinals.clear();
    lastOrigin = null;
  }
}
