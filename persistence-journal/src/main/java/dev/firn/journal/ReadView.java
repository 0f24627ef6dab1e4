package dev.firn.journal;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** The database as it was at one moment: what is truncated or appended meanwhile does not show. */
final class ReadView implements AutoCloseable {

  private final OpenDatabase opened;
  private final long removalsBefore;
  private final Generations.Pinned pinned;
  private final Snapshot snapshot;
  private final ReadOptions options;

  ReadView(OpenDatabase opened) {
    this.opened = opened;
    this.removalsBefore = opened.generations().occupancy().removals();
    this.pinned = opened.generations().pin();
    this.snapshot = pinned.snapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  List<Generation> generations() {
    return pinned.generations();
  }

  Optional<Long> number(Keys.Kind kind, String persistenceId) {
    byte[] key = Keys.id(kind, persistenceId);
    return Optional.ofNullable(get(opened.ids(), key)).map(value -> readNumber(key, value));
  }

  long lastNumber() {
    byte[] value = get(opened.ids(), Keys.LAST_NUMBER);
    return value == null ? 0 : readNumber(Keys.LAST_NUMBER, value);
  }

  Optional<Position> position(String persistenceId) {
    return number(Keys.Kind.EVENTS, persistenceId).map(this::position);
  }

  private Position position(long number) {
    Position kept = keptPosition(number);
    try (EventRows rows = events(number, kept.deletedTo() + 1, Long.MAX_VALUE)) {
      return rows.seekToLast()
          ? new Position(
              number,
              rows.sequenceNr(),
              kept.deletedTo(),
              rows.header().bytesWritten(),
              kept.bytesDeleted())
          : kept;
    }
  }

  /** What truncation left of an id; its highest number is of that moment. */
  Position keptPosition(long number) {
    byte[] key = Keys.number(number);
    byte[] value = get(opened.positions(), key);
    return value == null ? Position.first(number) : PositionCodec.read(number, value);
  }

  EventRows events(long number, long from, long to) {
    List<Generation> holding =
        opened.generations().occupancy().holding(generations(), number, removalsBefore);
    return new EventRows(
        holding.stream().map(generation -> rows(generation.handle(), number, from, to)).toList());
  }

  /** Events of an id in one generation. */
  RowRange events(Generation generation, long number, long from) {
    return rows(generation.handle(), number, from, Long.MAX_VALUE);
  }

  RowRange snapshots(long number, long from, long to) {
    return rows(opened.snapshots(), number, from, to);
  }

  private RowRange rows(ColumnFamilyHandle family, long number, long from, long to) {
    return new RowRange(opened.db(), family, snapshot, number, from, to);
  }

  IdRange ids() {
    return new IdRange(opened.db(), opened.ids(), options);
  }

  /** Every event row of a generation, to be walked stream by stream. */
  RowRange allEvents(Generation generation) {
    return new RowRange(
        opened.db(), generation.handle(), snapshot, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  private byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) {
    try {
      return opened.db().get(family, options, key);
    } catch (RocksDBException e) {
      throw new JournalCorruptedException("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  private static long readNumber(byte[] key, byte[] value) {
    return Keys.readCheckedLongs(key, value, 1, "number of an id")[0];
  }

  @Override
  public void close() {
    options.close();
    opened.generations().release(pinned);
  }
}
