package dev.firn.journal.postgres;

import dev.firn.journal.JournalProfile;
import dev.firn.journal.SnapshotStoreSpec;

final class PostgresSnapshotStoreSpecTest extends SnapshotStoreSpec {

  @Override
  protected JournalProfile profile() {
    return PostgresProfile.inOwnSchema();
  }
}
