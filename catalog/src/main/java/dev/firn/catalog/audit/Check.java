package dev.firn.catalog.audit;

/** What an audit looks for. */
public enum Check {
  /**
   * Rows accepted = committed + buffered + dead letters + duplicates, and committed = in the table.
   */
  ACCOUNTS("accounts"),
  /** No event twice, by tenant, type, hour, source and id. */
  IDENTITY("K2"),
  /** No row of an append twice. */
  PROVENANCE("K3"),
  /** Each live file listed once, its object there and whole. */
  OBJECTS("K4"),
  /** The ledger's numbers without a gap, in step with the committer. */
  LEDGER("K5"),
  /** No row that nobody accepted. */
  ORIGIN("K6"),
  /** The bytes are those that were written. */
  CHECKSUM("checksum"),
  /** Rows that another writer, or an operator, took out of the table. */
  REMOVED("removed");

  private final String label;

  Check(String label) {
    this.label = label;
  }

  /** As it is printed. */
  public String label() {
    return label;
  }
}
