package dev.firn.catalog.table;

import dev.firn.catalog.settings.CatalogSettings;
import java.io.Closeable;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** What tables are found in by their names. Thread-safe. */
interface TableHome extends Closeable {
  static TableHome open(CatalogSettings settings) {
    return settings.isChain() ? new ChainHome(settings) : RestHome.open(settings);
  }

  /**
   * The table as it is now, with operations of its own.
   *
   * @throws NoSuchTableException when there is none
   */
  Table load(TableIdentifier name);

  /**
   * A table of events.
   *
   * @throws AlreadyExistsException when another was quicker
   */
  Table create(TableIdentifier name, Map<String, String> properties);

  /**
   * Tries what commits to a table that there is need beyond its files; changes nothing.
   *
   * @throws MissingAccessException when no commit would be safe
   */
  void tryCommit(TableIdentifier name);

  /**
   * Runs what removes snapshots, which fails as a conflict does where the main branch is not at
   * this one.
   */
  void whileMainIs(long snapshotId, Runnable removal);

  /** What is missing where that is refused, as a sentence without its end. */
  String neededToCommit(TableIdentifier name);
}
