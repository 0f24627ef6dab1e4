package dev.firn.node.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.TableObjects;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.node.settings.NodeConfig;
import dev.firn.node.testing.TestNode;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.TableCommits.Outcome;
import dev.firn.sharding.TableCommits.Plan;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table of its own in the catalog of the shared node, changed behind the back of its writer. */
class TableRefreshTest {
  private static final PartitionKey PARTITION = new PartitionKey("t", 0);
  private static int tables;

  private EventTable table;
  private TableDataFiles files;
  private LedgerCommits commits;

  @BeforeEach
  void open() {
    TableSettings settings =
        new TableSettings("analytics", "changing" + tables++, 128 << 20, 20, Map.of());
    table =
        EventTable.open(
            EmbeddedCatalog.settingsFor(TestNode.shared().url() + "/catalog"), settings);
    DataFileSettings form = DataFileSettings.from(NodeConfig.over(ConfigFactory.empty()));
    TableRefresh refresh = new TableRefresh(table);
    files =
        new TableDataFiles(
            new DataFileWriter(table, form),
            new TableObjects(table),
            refresh,
            Runnable::run,
            Runnable::run,
            Runnable::run);
    commits =
        new LedgerCommits(
            new CommitLedger(table),
            refresh,
            new BoundedCalls(Runnable::run, Duration.ofMinutes(1)));
  }

  @AfterEach
  void close() {
    table.close();
  }

  private void changeTheTable() {
    table.fresh().updateSchema().addColumn("note", Types.StringType.get()).commit();
    assertThat(columns()).isEqualTo(25);
  }

  private int columns() {
    return table.form().schema().columns().size();
  }

  private static AppendedBatch rows() {
    RowBlock block = new RowBlock(PARTITION, new Origin("tenant", 0, Edge.NONE));
    block.add(
        new CloudEvent("1", "/s", "t", "1.0", 0, null, null, null, null, Map.of()),
        new EventIds("a secret of tests".getBytes(UTF_8)));
    return new AppendedBatch(1, EventBatch.of(PARTITION, List.of(block)), new BitSet());
  }

  private static <T> T now(CompletionStage<T> stage) {
    CompletableFuture<T> done = stage.toCompletableFuture();
    assertThat(done).isDone();
    return done.join();
  }

  @Test
  void afterAFailedWriteTheNextOneGoesByTheTableOfNow() {
    changeTheTable();
    assertThatThrownBy(() -> now(files.write(PARTITION, "w", List.of())))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(columns()).isEqualTo(26);
    int schema = table.form().schema().schemaId();
    assertThat(now(files.write(PARTITION, "w", List.of(rows()))).schemaId()).isEqualTo(schema);
  }

  @Test
  void filesThatMustBeRewrittenAreWrittenForTheTableOfNow() {
    DataFile file = now(files.write(PARTITION, "w", List.of(rows())));
    table.io().deleteFile(file.location());
    changeTheTable();

    Plan plan = new Plan(file.tableUuid(), 1, "c", List.of(file.descriptor()), -1, 0, List.of());
    assertThat(now(commits.attempt(plan))).isInstanceOf(Outcome.Unusable.class);
    assertThat(columns()).isEqualTo(26);
  }

  @Test
  void theFirstFailureIsTheOneThatIsToldOf() {
    now(files.putObject("once", new byte[1]));
    table.fresh().updateSchema().renameColumn("cf_colo", "colo").commit();

    assertThatThrownBy(() -> now(files.putObject("once", new byte[1])))
        .hasStackTraceContaining("AlreadyExistsException");
    assertThat(columns()).isEqualTo(25);
  }
}
