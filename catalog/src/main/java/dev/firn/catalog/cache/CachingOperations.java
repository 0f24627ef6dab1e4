package dev.firn.catalog.cache;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** A table's operations, over files of which manifests are kept in memory. */
public final class CachingOperations implements TableOperations {
  private final TableOperations delegate;
  private final MetadataCache cache;
  private final FileIO io;

  public CachingOperations(TableOperations delegate, MetadataCache cache) {
    this.delegate = delegate;
    this.cache = cache;
    this.io = CachedFileIO.over(delegate.io(), cache);
  }

  /** The operations that these stand before, or the same where they are none of these. */
  public static TableOperations beneath(TableOperations operations) {
    return operations instanceof CachingOperations caching ? caching.delegate : operations;
  }

  @Override
  public TableMetadata current() {
    return delegate.current();
  }

  @Override
  public TableMetadata refresh() {
    return delegate.refresh();
  }

  @Override
  public void commit(TableMetadata base, TableMetadata updated) {
    delegate.commit(base, updated);
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public EncryptionManager encryption() {
    return delegate.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return delegate.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return delegate.locationProvider();
  }

  /** What a transaction writes through. */
  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return new CachingOperations(delegate.temp(uncommitted), cache);
  }

  @Override
  public long newSnapshotId() {
    return delegate.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return delegate.requireStrictCleanup();
  }
}
