package dev.firn.catalog.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger sees of a table at one moment.
 *
 * @param property the marker among the table's properties
 * @param ancestry of the current snapshot, newest first
 * @param dropped commits that an operator took out of history
 * @param reachesRoot whether the ancestry ends at a snapshot without parent, or is empty; otherwise
 *     a parent has been expired
 */
record TableSight(
    String uuid,
    @Nullable LedgerMarker property,
    DroppedLedgers dropped,
    List<SeenSnapshot> ancestry,
    boolean reachesRoot) {

  record SeenSnapshot(long id, long sequenceNumber, @Nullable LedgerMarker marker) {}

  TableSight {
    ancestry = List.copyOf(ancestry);
  }

  /**
   * @throws IllegalArgumentException when a marker is not one
   */
  static TableSight of(TableMetadata metadata) {
    List<SeenSnapshot> ancestry = new ArrayList<>();
    Snapshot snapshot = metadata.currentSnapshot();
    boolean reachesRoot = true;
    while (snapshot != null) {
      ancestry.add(
          new SeenSnapshot(
              snapshot.snapshotId(),
              snapshot.sequenceNumber(),
              LedgerMarker.in(snapshot.summary()).orElse(null)));
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : metadata.snapshot(parent);
      reachesRoot = parent == null;
    }
    UUID uuid = UUID.fromString(metadata.uuid());
    return new TableSight(
        uuid.toString(),
        LedgerMarker.in(metadata.properties()).orElse(null),
        DroppedLedgers.in(metadata.properties()),
        ancestry,
        reachesRoot);
  }

  /**
   * The ledger's position: the newer of the property and the newest marker in the ancestry.
   *
   * @throws IllegalStateException when the two have one number and different ids
   */
  Optional<LedgerMarker> ledger() {
    Optional<LedgerMarker> newest =
        ancestry.stream().flatMap(seen -> Optional.ofNullable(seen.marker()).stream()).findFirst();
    if (newest.isEmpty() || property == null) {
      return newest.or(() -> Optional.ofNullable(property));
    }
    LedgerMarker inHistory = newest.get();
    if (inHistory.ledger() == property.ledger() && !inHistory.equals(property)) {
      throw new IllegalStateException(
          "The table's property says " + property + " and its history " + inHistory);
    }
    return inHistory.ledger() > property.ledger() ? newest : Optional.of(property);
  }

  Optional<SeenSnapshot> snapshotOf(LedgerMarker marker) {
    return ancestry.stream().filter(seen -> marker.equals(seen.marker())).findFirst();
  }

  boolean contains(long snapshotId) {
    return ancestry.stream().anyMatch(seen -> seen.id() == snapshotId);
  }

  /** Whether everything after this sequence number can still be seen. */
  boolean seesAllSince(long sequenceNumber) {
    return reachesRoot
        || ancestry.stream().anyMatch(seen -> seen.sequenceNumber() <= sequenceNumber);
  }

  long currentSnapshotId() {
    return ancestry.isEmpty() ? -1 : ancestry.get(0).id();
  }

  long currentSequenceNumber() {
    return ancestry.isEmpty() ? 0 : ancestry.get(0).sequenceNumber();
  }
}
