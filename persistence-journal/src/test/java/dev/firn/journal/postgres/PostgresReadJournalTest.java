package dev.firn.journal.postgres;

import dev.firn.journal.JournalProfile;
import dev.firn.journal.ReadJournalSpec;

final class PostgresReadJournalTest extends ReadJournalSpec {

  @Override
  protected JournalProfile profile() {
    return PostgresProfile.inOwnSchema();
  }
}
