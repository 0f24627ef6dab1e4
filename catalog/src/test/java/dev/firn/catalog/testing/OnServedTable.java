package dev.firn.catalog.testing;

import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with an empty table of a served catalog, new for each of them. */
public abstract class OnServedTable {
  @TempDir protected Path folder;
  protected ServedCatalog catalog;
  protected EventTable table;

  @BeforeEach
  void open() throws IOException {
    catalog = ServedCatalog.in(folder);
    table = catalog.openTable();
  }

  @AfterEach
  void close() {
    catalog.close();
  }
}
