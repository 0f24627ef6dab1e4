package dev.firn.bench.faults.lake;

import dev.firn.bench.load.SentEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** Another writer of the same table, with rows of its own and Iceberg's stock commit. */
public final class SecondWriter {
  /** Of its rows. */
  public static final String TENANT = "second-writer";

  private static final int ROWS = 3;
  private static final String NAME = "second-writer";

  private final LakeClient lake;
  private final AtomicLong appends = new AtomicLong();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  public SecondWriter(LakeClient lake) {
    this.lake = lake;
  }

  /** Commits one file on top of what is there. */
  public void append() {
    Table table = lake.events();
    List<Record> rows = rows(table, appends.incrementAndGet());
    table.newAppend().appendFile(write(table, rows)).commit();
    rows.forEach(row -> ids.add((String) row.getField("id")));
  }

  /** Ids of every row that it has committed. */
  public Set<String> ids() {
    return Set.copyOf(ids);
  }

  /** Whether a row is one of such a writer, committed or not. */
  public static boolean isOwn(String id) {
    return id.startsWith(NAME);
  }

  private static List<Record> rows(Table table, long append) {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
    List<Record> rows = new ArrayList<>();
    for (int index = 0; index < ROWS; index++) {
      SentEvent event =
          SentEvent.of(
              NAME + "-" + append + "-" + index, "/" + NAME, "second.writer", now.toInstant());
      Record row = GenericRecord.create(table.schema());
      row.setField("id", event.id());
      row.setField("source", event.source());
      row.setField("type", event.type());
      row.setField("specversion", "1.0");
      row.setField("time", now);
      row.setField("subject", event.subject());
      row.setField("datacontenttype", event.datacontenttype());
      row.setField("data", event.data());
      row.setField("ingested_at", now);
      row.setField("tenant", TENANT);
      row.setField("ingest_writer", NAME);
      row.setField("ingest_seq", append);
      row.setField("ingest_index", index);
      rows.add(row);
    }
    return rows;
  }

  /** Writes rows of one partition. */
  public static DataFile write(Table table, List<Record> rows) {
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(rows.get(0)));
    String location = table.locationProvider().newDataLocation(table.spec(), partition, name());
    try {
      DataWriter<Record> writer =
          Parquet.writeData(table.io().newOutputFile(location))
              .schema(table.schema())
              .withSpec(table.spec())
              .withPartition(partition)
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      try (writer) {
        rows.forEach(writer::write);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + location, e);
    }
  }

  private static String name() {
    return UUID.randomUUID() + ".parquet";
  }
}
