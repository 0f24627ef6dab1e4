package dev.firn.journal.postgres;

import dev.firn.journal.JournalProfile;
import dev.firn.journal.RecoverySpec;

final class PostgresRecoveryTest extends RecoverySpec {

  private final PostgresProfile profile = PostgresProfile.inOwnSchema();

  @Override
  protected JournalProfile profile() {
    return profile;
  }
}
