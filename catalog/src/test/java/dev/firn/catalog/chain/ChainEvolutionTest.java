package dev.firn.catalog.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Drop;
import dev.firn.catalog.evolution.SchemaChange.Rename;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaChange.Widen;
import dev.firn.catalog.evolution.SchemaEvolution;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema of a table without a catalog. */
class ChainEvolutionTest {
  @TempDir Path folder;

  @Test
  void changesWhileFilesWaitForTheirCommits() {
    CatalogSettings settings =
        CatalogSettings.from(
            ConfigFactory.parseMap(
                    Map.of(
                        "firn.catalog.use-iceberg",
                        false,
                        "firn.catalog.location",
                        LocalPaths.toLocation(folder)))
                .withFallback(ConfigFactory.defaultReference()));
    try (EventTable table = EventTable.open(settings, ServedCatalog.tableSettings())) {
      WrittenFile before = TestFiles.write(table, Events.few(1));
      SchemaEvolution evolution = new SchemaEvolution(table);
      Source width = new Source(Events.PARTITION.type(), JsonPath.parse("$.screen.width"));
      evolution.order(new Add("width", Types.IntegerType.get(), false, Optional.of(width)));
      table.look();
      WrittenFile after = TestFiles.write(table, Events.few(2));
      evolution.order(new Rename("width", "wide"));
      evolution.order(new Widen("wide", Types.LongType.get()));
      Commits.commit(table, before, after);
      assertThat(TestFiles.rows(table.fresh()))
          .filteredOn(row -> row.getField("wide") instanceof Long)
          .hasSize(10);
      evolution.order(new Drop("wide"));
      assertThat(TestFiles.rows(table.fresh())).hasSize(20);
      assertThat(table.fresh().schema().columns()).hasSize(25);
    }
  }
}
