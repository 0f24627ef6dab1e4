package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.faults.lake.CatalogKind;
import dev.firn.bench.faults.lake.CatalogProcess;
import dev.firn.bench.faults.lake.ObjectStore;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.AccessCheck;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.MissingAccessException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node tries at its start, against a store that looks at signatures. */
@Timeout(60)
class StoreAccessTest {
  @TempDir static Path folder;
  private static ObjectStore store;
  private static CatalogProcess catalog;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    store = ObjectStore.launch(folder, CatalogKind.EMBEDDED);
    catalog = CatalogProcess.launch(folder.resolve("catalog"), store.uri());
    store.awaitListening();
    catalog.awaitListening();
  }

  @AfterAll
  static void stop() {
    catalog.close();
    store.close();
  }

  @Test
  void rightKeysLeaveNothingBehind() {
    try (EventTable table = open(Map.of())) {
      new AccessCheck(table).run();
      assertThat(
              ((SupportsPrefixOperations) table.io())
                  .listPrefix(table.form().location() + "/start-checks/"))
          .isEmpty();
    }
  }

  @Test
  void wrongKeysAreToldOf() {
    try (EventTable table = open(Map.of("s3.secret-access-key", "another"))) {
      assertThatThrownBy(() -> new AccessCheck(table).run())
          .isInstanceOf(MissingAccessException.class)
          .hasMessageContaining("The store does not let this node write and read")
          .hasMessageContaining("firn.catalog.properties")
          .hasMessageNotContaining("another");
    }
  }

  private static EventTable open(Map<String, String> others) {
    Map<String, String> properties = new HashMap<>(ObjectStore.ioProperties(store.uri()));
    properties.putAll(others);
    return EventTable.open(
        CatalogSettings.at(catalog.uri().toString(), properties),
        new TableSettings("analytics", "events", 128 << 20, 20, Map.of()));
  }
}
