package dev.firn.catalog.upkeep;

import dev.firn.catalog.ledger.GuardedTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Guarded operations for several attempts of one update, so that what it has written for the first
 * serves the others. Each attempt has a base of its own that was looked at before, and knows
 * success and unknown alone; in between the base is moved on by hand.
 */
final class MovingOperations implements TableOperations {
  private GuardedTableOperations attempt;

  MovingOperations(GuardedTableOperations first) {
    this.attempt = first;
  }

  void moveTo(GuardedTableOperations next) {
    attempt = next;
  }

  @Override
  public TableMetadata current() {
    return attempt.current();
  }

  @Override
  public TableMetadata refresh() {
    return attempt.refresh();
  }

  @Override
  public void commit(TableMetadata asserted, TableMetadata updated) {
    attempt.commit(asserted, updated);
  }

  @Override
  public FileIO io() {
    return attempt.io();
  }

  @Override
  public EncryptionManager encryption() {
    return attempt.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return attempt.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return attempt.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return attempt.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return attempt.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return true;
  }
}
