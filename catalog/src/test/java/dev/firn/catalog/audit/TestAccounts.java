package dev.firn.catalog.audit;

/** Accounts for tests outside this package. */
public final class TestAccounts {
  private TestAccounts() {}

  /** One partition with one epoch, all of which is committed. */
  public static AccountSource of(String partition, long appends, long rows, long ledger) {
    FakeAccounts accounts = new FakeAccounts();
    accounts.committed(partition, appends, rows, ledger);
    return accounts;
  }
}
