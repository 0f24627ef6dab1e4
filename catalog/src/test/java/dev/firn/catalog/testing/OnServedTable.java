package dev.firn.catalog.testing;

import dev.firn.catalog.table.EventTable;
import org.junit.jupiter.api.BeforeEach;

/** Tests with an empty table of a served catalog, new for each of them. */
public abstract class OnServedTable extends OnServedCatalog {
  protected EventTable table;

  @BeforeEach
  void openTable() {
    table = catalog.openTable();
  }
}
