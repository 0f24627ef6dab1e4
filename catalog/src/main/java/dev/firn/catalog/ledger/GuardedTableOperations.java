package dev.firn.catalog.ledger;

import java.util.function.Consumer;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A catalog's operations for one attempt. They show one base, the one that was looked at, and never
 * another: what is committed is what was decided on. A success is believed once it has been read
 * back, and shown from then on. And they know two outcomes only, success and unknown, because on
 * anything else Iceberg deletes the manifests it has written or tries again on an idea of the base
 * that may be stale, and after a commit that has landed both destroy data.
 */
public final class GuardedTableOperations implements TableOperations {
  private final TableOperations delegate;
  private final Consumer<TableMetadata> guard;
  private final Consumer<TableMetadata> proof;
  private TableMetadata base;

  /**
   * @param guard is shown the base that the commit will assert; throws if there must be none
   * @param proof is shown the table read back after success; throws if it was not applied
   */
  public GuardedTableOperations(
      TableOperations delegate, Consumer<TableMetadata> guard, Consumer<TableMetadata> proof) {
    this.delegate = delegate;
    this.base = delegate.current();
    this.guard = guard;
    this.proof = proof;
  }

  @Override
  public TableMetadata current() {
    return base;
  }

  @Override
  public TableMetadata refresh() {
    return base;
  }

  @Override
  public void commit(TableMetadata asserted, TableMetadata updated) {
    try {
      guard.accept(asserted);
      delegate.commit(asserted, updated);
      TableMetadata applied = delegate.refresh();
      proof.accept(applied);
      base = applied;
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CommitStateUnknownException(e);
    }
  }

  @Override
  public FileIO io() {
    return delegate.io();
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

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return delegate.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return delegate.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return true;
  }
}
