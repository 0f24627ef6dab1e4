package dev.firn.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds snapshots, newest first. */
final class SnapshotReader {

  /** A snapshot with its sequence number. */
  record Found(long sequenceNr, StoredRecord stored) {}

  private SnapshotReader() {}

  static Optional<Found> newest(ReadView view, String persistenceId, SnapshotRange range) {
    return find(view, persistenceId, range, 1).stream().findFirst();
  }

  static List<Found> all(ReadView view, String persistenceId, SnapshotRange range) {
    return find(view, persistenceId, range, Integer.MAX_VALUE);
  }

  private static List<Found> find(
      ReadView view, String persistenceId, SnapshotRange range, int limit) {
    Optional<Long> number = view.number(Keys.Kind.SNAPSHOTS, persistenceId);
    List<Found> found = new ArrayList<>();
    if (number.isEmpty() || range.minSequenceNr() > range.maxSequenceNr()) {
      return found;
    }
    try (RowRange rows =
        view.snapshots(number.get(), range.minSequenceNr(), range.maxSequenceNr())) {
      for (boolean more = rows.seekToLast(); more && found.size() < limit; more = rows.previous()) {
        long sequenceNr = rows.sequenceNr();
        StoredRecord stored = RecordCodec.decode(rows.value(), 0, persistenceId, sequenceNr);
        if (range.includesTimestamp(stored.timestamp())) {
          found.add(new Found(sequenceNr, stored));
        }
      }
    }
    return found;
  }
}
