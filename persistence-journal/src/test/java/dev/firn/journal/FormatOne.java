package dev.firn.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

/** Writes what the first version left: every event of every id in the one family {@code events}. */
final class FormatOne {

  static final int SIZE = 3_000;

  private static final List<String> FAMILIES =
      List.of("default", "events", "positions", "snapshots");

  private FormatOne() {}

  /** Events 1 to {@code highest} of an id, of which those up to {@code deletedTo} are truncated. */
  static void write(Path dir, String id, long highest, long deletedTo) throws Exception {
    NativeLibrary.load(dir.resolve("native").toAbsolutePath());
    Path database = Files.createDirectories(dir.resolve("db"));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options =
            new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
        RocksDB db = RocksDB.open(options, database.toString(), families(), handles);
        HighWaterMark mark = HighWaterMark.open(dir.resolve("mark"))) {
      byte[] idKey = Keys.id(Keys.Kind.EVENTS, id);
      db.put(handles.get(0), idKey, Keys.checkedLongs(idKey, 1));
      db.put(handles.get(0), Keys.LAST_NUMBER, Keys.checkedLongs(Keys.LAST_NUMBER, 1));
      long half = highest / 2;
      for (long sequenceNr = 1; sequenceNr <= half; sequenceNr++) {
        put(db, handles.get(1), id, sequenceNr);
      }
      try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
        db.flush(flush, handles);
      }
      for (long sequenceNr = half + 1; sequenceNr <= highest; sequenceNr++) {
        put(db, handles.get(1), id, sequenceNr);
      }
      for (long sequenceNr = 1; sequenceNr <= deletedTo; sequenceNr++) {
        db.delete(handles.get(1), Keys.row(1, sequenceNr));
      }
      Position position =
          new Position(1, highest, deletedTo, bytes(id, 1, highest), bytes(id, 1, deletedTo));
      try (WriteOptions synced = new WriteOptions().setSync(true)) {
        db.put(handles.get(2), synced, Keys.number(1), PositionCodec.write(position));
      }
      mark.write(db.getLatestSequenceNumber());
      handles.forEach(ColumnFamilyHandle::close);
    }
    Files.writeString(dir.resolve("format"), "firn journal format 1\n");
  }

  private static List<ColumnFamilyDescriptor> families() {
    return FAMILIES.stream()
        .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static void put(RocksDB db, ColumnFamilyHandle events, String id, long sequenceNr)
      throws Exception {
    byte[] key = Keys.row(1, sequenceNr);
    byte[] record = record(id, sequenceNr);
    new EventHeader(sequenceNr - 1, bytes(id, 1, sequenceNr)).writeTo(key, record);
    db.put(events, key, record);
  }

  /** What the events take. */
  static long bytes(String id, long from, long to) {
    return LongStream.rangeClosed(from, to)
        .map(sequenceNr -> new EncodedEvent(sequenceNr, record(id, sequenceNr)).bytes())
        .sum();
  }

  private static byte[] record(String id, long sequenceNr) {
    return TestJournal.record(id, sequenceNr, TestJournal.text(sequenceNr, SIZE));
  }
}
