package dev.firn.journal.postgres;

import dev.firn.journal.JournalProfile;
import dev.firn.journal.JournalSpec;

final class PostgresJournalSpecTest extends JournalSpec {

  @Override
  protected JournalProfile profile() {
    return PostgresProfile.inOwnSchema();
  }
}
