package dev.firn.sharding.cluster;

import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.CloudEvent;
import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.Cause;
import dev.firn.events.Edge;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowView;
import dev.firn.sharding.FlushedRows.Ids;
import dev.firn.sharding.UnwritableRowsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The rows of data files in memory. Used under the lock of its lake. */
final class WrittenRows {

  /** A row as its ids are made of. */
  record Provenance(PartitionKey partition, String writer, long append, ByteBuffer id) {
    boolean isUpTo(long epoch, long through) {
      long writtenIn = Long.parseLong(writer.substring(writer.indexOf('#') + 1));
      return writtenIn < epoch || (writtenIn == epoch && append <= through);
    }
  }

  private record Row(CloudEvent event, Provenance provenance) {}

  private final Map<String, List<Row>> files = new HashMap<>();
  private final List<CloudEvent> events = new ArrayList<>();
  private final Set<String> unwritable = new HashSet<>();

  /** From now on rows with these ids cannot be written. */
  void refuse(String... ids) {
    unwritable.clear();
    unwritable.addAll(List.of(ids));
  }

  /** Answers the location of the new file. */
  CompletionStage<String> write(
      PartitionKey partition, String writer, List<AppendedBatch> batches) {
    List<Row> rows = new ArrayList<>();
    List<UnwritableRowsException.Row> refused = new ArrayList<>();
    for (AppendedBatch batch : batches) {
      try {
        read(batch, batch.batch().open(), partition, writer, rows, refused);
      } catch (RuntimeException e) {
        refuseAll(batch, e, refused);
      }
    }
    if (!refused.isEmpty()) {
      return CompletableFuture.failedFuture(
          new UnwritableRowsException(refused, new IllegalStateException("told so")));
    }
    rows.forEach(row -> events.add(row.event()));
    String location = "memory:" + UUID.randomUUID();
    files.put(location, rows);
    return CompletableFuture.completedFuture(location);
  }

  private void read(
      AppendedBatch batch,
      BatchRows opened,
      PartitionKey partition,
      String writer,
      List<Row> rows,
      List<UnwritableRowsException.Row> refused) {
    RowView view = new RowView();
    EventIds ids = MemoryLake.ids();
    for (int row = 0; row < opened.count(); row++) {
      if (!batch.duplicates().get(row)) {
        CloudEvent event = view.at(opened, row).toCloudEvent();
        String tenant = opened.origin(row).tenant();
        byte[] id = ids.hash(tenant, partition, event.source(), event.id());
        rows.add(
            new Row(event, new Provenance(partition, writer, batch.append(), ByteBuffer.wrap(id))));
        if (unwritable.contains(event.id())) {
          refused.add(new UnwritableRowsException.Row(batch.append(), row, "told_so", event.id()));
        }
      }
    }
  }

  private static void refuseAll(
      AppendedBatch batch, RuntimeException why, List<UnwritableRowsException.Row> refused) {
    for (int row = 0; row < batch.batch().rows(); row++) {
      refused.add(
          new UnwritableRowsException.Row(
              batch.append(), row, Cause.UNREADABLE_BATCH, why.toString()));
    }
  }

  List<String> idsOf(String file) {
    return rowsOf(file).stream().map(row -> row.event().id()).toList();
  }

  List<Provenance> provenanceOf(String file) {
    return rowsOf(file).stream().map(Row::provenance).toList();
  }

  List<DeadLetter> lettersOf(String file, PartitionKey partition) {
    return rowsOf(file).stream()
        .filter(row -> row.provenance().partition().equals(partition))
        .flatMap(row -> DeadLetter.of(row.event(), new Origin("default", 1, Edge.NONE)).stream())
        .toList();
  }

  private List<Row> rowsOf(String file) {
    return files.getOrDefault(file, List.of());
  }

  int files() {
    return files.size();
  }

  /** Of all files, committed or not. */
  List<CloudEvent> events() {
    return List.copyOf(events);
  }

  /** A cursor over these ids. */
  static Ids reading(List<ByteBuffer> all) {
    Iterator<ByteBuffer> rest = all.iterator();
    return new Ids() {
      @Override
      public CompletionStage<long[]> next(int most) {
        List<Long> ids = new ArrayList<>();
        while (rest.hasNext() && ids.size() < 2 * most) {
          ByteBuffer id = rest.next().duplicate();
          ids.add(id.getLong());
          ids.add(id.getLong());
        }
        return CompletableFuture.completedFuture(ids.stream().mapToLong(half -> half).toArray());
      }

      @Override
      public void close() {}
    };
  }
}
