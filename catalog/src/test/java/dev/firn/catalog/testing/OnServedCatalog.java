package dev.firn.catalog.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with an empty catalog behind HTTP, new for each of them. */
public abstract class OnServedCatalog {
  @TempDir protected Path folder;
  protected ServedCatalog catalog;

  @BeforeEach
  void serve() throws IOException {
    catalog = ServedCatalog.in(folder);
  }

  @AfterEach
  void close() {
    catalog.close();
  }
}
