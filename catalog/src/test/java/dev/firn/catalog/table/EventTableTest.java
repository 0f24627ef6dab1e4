package dev.firn.catalog.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.table.PartitionIdentities.Identity;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedCatalog;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class EventTableTest extends OnServedCatalog {
  private static final int NODES = 6;

  @Test
  void nodesThatStartAtOnceShareOneTable() throws Exception {
    ExecutorService nodes = Executors.newFixedThreadPool(NODES);
    List<Future<String>> uuids = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      uuids.add(
          nodes.submit(
              () -> {
                try (EventTable table =
                    EventTable.open(catalog.settings(), ServedCatalog.tableSettings())) {
                  return table.form().uuid();
                }
              }));
    }
    List<String> seen = new ArrayList<>();
    for (Future<String> uuid : uuids) {
      seen.add(uuid.get());
    }
    nodes.shutdownNow();
    assertThat(seen).hasSize(NODES);
    assertThat(seen.stream().distinct()).hasSize(1);
  }

  @Test
  void theTableHasTheFormThatWasPromised() {
    Table table = catalog.openTable().fresh();
    assertThat(table.schema().columns()).hasSize(25);
    for (int id = 1; id <= 25; id++) {
      assertThat(table.schema().columns().get(id - 1).fieldId()).isEqualTo(id);
    }
    assertThat(table.schema().findField("extensions.key").fieldId()).isEqualTo(26);
    assertThat(table.schema().findField("ingest_index").type()).isEqualTo(Types.IntegerType.get());
    assertThat(table.spec().fields())
        .extracting(Object::toString)
        .containsExactly("1000: type: identity(3)", "1001: time_hour: hour(5)");
    assertThat(table.sortOrder().fields().get(0).sourceId()).isEqualTo(5);
    assertThat(table.properties())
        .containsEntry("write.parquet.compression-codec", "zstd")
        .containsEntry("write.metadata.delete-after-commit.enabled", "true")
        .doesNotContainKey("write.location-provider.impl");
    assertThat(table.location()).startsWith("file:///");
  }

  @Test
  void aTableOfAnotherFormIsRefusedInOneSentence() {
    try (EventTable table = EventTable.open(catalog.settings(), ServedCatalog.tableSettings())) {
      table.fresh().updateSchema().renameColumn("tenant", "customer").commit();
    }
    assertThatThrownBy(catalog::openTable)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot take Firn's files")
        .hasMessageContaining("customer")
        .hasMessageContaining("tenant");
  }

  /** After a rollback only sequence numbers stop a commit that comes late, and it has none. */
  @Test
  void aTableOfTheFirstFormatIsRefused() throws IOException {
    try (RESTCatalog other = new RESTCatalog()) {
      other.initialize("other", Map.of("uri", catalog.uri()));
      other.createNamespace(Namespace.of("analytics"));
      other
          .buildTable(TableIdentifier.of("analytics", "events"), EventSchema.SCHEMA)
          .withPartitionSpec(EventSchema.SPEC)
          .withProperty("format-version", "1")
          .create();
    }
    assertThatThrownBy(catalog::openTable)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("format version 1; Firn needs 2 or higher");
  }

  @Test
  void whatOneOwnerDecidesOnOptionalColumnsIsNoHindrance() {
    EventTable table = catalog.openTable();
    table
        .fresh()
        .updateSchema()
        .allowIncompatibleChanges()
        .renameColumn("cf_colo", "colo")
        .deleteColumn("cf_city")
        .requireColumn("subject")
        .commit();

    EventTable again = catalog.openTable();
    assertThat(again.form().fileSchema().columns()).hasSize(25);
    assertThat(again.form().fileSchema().findField("subject").isRequired()).isTrue();
    assertThat(again.form().fileSchema().findField("cf_colo").isOptional()).isTrue();
    assertThat(table.reload().fileSchema().asStruct())
        .isEqualTo(again.form().fileSchema().asStruct());
  }

  @Test
  void anAddedOptionalColumnIsNoHindrance() {
    EventTable table = catalog.openTable();
    table.fresh().updateSchema().addColumn("note", Types.StringType.get()).commit();
    assertThat(table.reload().schema().columns()).hasSize(26);
  }

  @Test
  void aPartitionsRowsAreThoseItsBufferWroteUpToAnAppend() {
    EventTable table = catalog.openTable();
    add(table, Events.PARTITION.id() + "#1", Events.appends(3, 2, 1));
    add(table, Events.PARTITION.id() + "#2", Events.appends(3, 5, 2));
    add(table, Events.PARTITION.id() + "#3", Events.appends(1, 7, 3));
    add(table, "somebody else", Events.appends(1, 11, 4));

    assertThat(identities(table, Events.PARTITION, 2, 2)).hasSize(6 + 10);
    assertThat(identities(table, Events.PARTITION, 1, 1)).hasSize(2);
    assertThat(identities(table, new PartitionKey("page.view", Events.PARTITION.hour() + 1), 9, 9))
        .isEmpty();
    assertThat(identities(table, Events.PARTITION, 1, 3))
        .allMatch(row -> row.tenant().equals("acme") && row.source().startsWith("https://shop"))
        .extracting(Identity::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void rowsThatWereRolledBackAreKnownWhileTheirSnapshotIsThere() {
    EventTable table = catalog.openTable();
    List<Long> seen = new ArrayList<>();
    for (long append = 1; append <= 3; append++) {
      seen.add(addOne(table, append));
    }
    table.fresh().manageSnapshots().rollbackTo(seen.get(0)).commit();
    seen.add(addOne(table, 4));

    assertThat(identities(table, Events.PARTITION, 1, 9)).hasSize(2);
    assertThat(ids(table, 9, seen)).containsExactlyInAnyOrder("1", "2", "3", "4");
    assertThat(ids(table, 2, seen)).containsExactlyInAnyOrder("1", "2");

    table.fresh().expireSnapshots().expireSnapshotId(seen.get(2)).commit();
    assertThat(ids(table, 9, seen)).containsExactlyInAnyOrder("1", "2", "4");
  }

  /** Another client expires it, and its files go, between a look at the table and the reading. */
  @Test
  void aRolledBackSnapshotWhoseManifestListIsGoneHidesNoOtherRows() throws IOException {
    EventTable table = catalog.openTable();
    List<Long> seen = new ArrayList<>(List.of(addOne(table, 1), addOne(table, 2)));
    table.fresh().manageSnapshots().rollbackTo(seen.get(0)).commit();
    seen.add(addOne(table, 3));
    String manifests = table.fresh().snapshot(seen.get(1)).manifestListLocation();

    Files.delete(LocalPaths.toPath(manifests));

    assertThat(ids(table, 9, seen)).containsExactlyInAnyOrder("1", "3");
  }

  private static long addOne(EventTable table, long append) {
    CloudEvent event =
        new CloudEvent(
            "" + append,
            "/s",
            Events.PARTITION.type(),
            "1.0",
            Events.HOUR_MICROS,
            null,
            null,
            null,
            "{}",
            Map.of());
    add(
        table,
        Events.PARTITION.id() + "#1",
        List.of(Events.append(Events.PARTITION, append, event)));
    return table.fresh().currentSnapshot().snapshotId();
  }

  private static Set<String> ids(EventTable table, long through, List<Long> seen) {
    return identities(table, Events.PARTITION, 1, through, seen).stream()
        .map(Identity::id)
        .collect(Collectors.toSet());
  }

  private static void add(EventTable table, String writer, List<AppendedBatch> batches) {
    WrittenFile file =
        new DataFileWriter(table, TestFiles.SETTINGS).write(Events.PARTITION, writer, batches);
    table.fresh().newAppend().appendFile(TestFiles.describe(table, file)).commit();
  }

  private static List<Identity> identities(
      EventTable table, PartitionKey partition, long epoch, long through) {
    return identities(table, partition, epoch, through, List.of());
  }

  private static List<Identity> identities(
      EventTable table, PartitionKey partition, long epoch, long through, List<Long> seen) {
    List<Identity> all = new ArrayList<>();
    try (PartitionIdentities rows =
        PartitionIdentities.open(table, partition, epoch, through, seen)) {
      for (Optional<Identity> row = rows.next(); row.isPresent(); row = rows.next()) {
        all.add(row.get());
      }
    }
    return all;
  }
}
