package dev.firn.journal.postgres;

import dev.firn.journal.BudgetSpec;
import dev.firn.journal.JournalProfile;

final class PostgresBudgetTest extends BudgetSpec {

  private final PostgresProfile profile = PostgresProfile.inOwnSchema();

  @Override
  protected JournalProfile profile() {
    return profile;
  }
}
