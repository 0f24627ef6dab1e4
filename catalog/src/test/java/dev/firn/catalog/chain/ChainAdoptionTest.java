package dev.firn.catalog.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.compaction.CompactionOutcome;
import dev.firn.catalog.compaction.Occasion;
import dev.firn.catalog.compaction.PartitionCompaction;
import dev.firn.catalog.compaction.Retries;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.rewrite.RewriteMonitor;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.AdoptedTable;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.TableAdoption;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.OnServedCatalog;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalog takes over what was written without one. */
@Timeout(60)
class ChainAdoptionTest extends OnServedCatalog {
  private CatalogSettings without;
  private EventTable table;
  private CommitLedger ledger;

  @BeforeEach
  void write() {
    without =
        CatalogSettings.from(
            ConfigFactory.parseMap(
                    Map.of(
                        "firn.catalog.use-iceberg",
                        false,
                        "firn.catalog.location",
                        LocalPaths.toLocation(folder.resolve("lake"))))
                .withFallback(ConfigFactory.defaultReference()));
    table = EventTable.open(without, ServedCatalog.tableSettings());
    ledger = new CommitLedger(table);
    assertThat(ledger.attempt(plan(1))).isInstanceOf(Committed.class);
  }

  @AfterEach
  void closeTable() {
    table.close();
  }

  private LedgerCommit plan(int seed) {
    return Commits.next(ledger, TestFiles.write(table, Events.few(seed)));
  }

  private List<AdoptedTable> adopt() {
    return new TableAdoption(without, List.of(ServedCatalog.tableSettings()))
        .by(catalog.settings());
  }

  @Test
  void whatWasPlannedBeforeIsCommittedAfter() {
    LedgerCommit planned = plan(2);
    AdoptedTable adopted = adopt().get(0);
    assertThat(adopted.uuid()).isEqualTo(table.form().uuid());
    assertThat(adopted.rows()).isEqualTo(10);

    LedgerOutcome refused = ledger.attempt(planned);
    assertThat(refused).isInstanceOf(Unknown.class);
    assertThat(refused.toString()).contains("was adopted by the catalog " + catalog.uri());
    EventTable after = catalog.openTable();
    CommitLedger same = new CommitLedger(after);
    assertThat(same.attempt(planned)).isInstanceOf(Committed.class);
    assertThat(TestFiles.rows(after.fresh())).hasSize(20);
    assertThat(adopt()).as("again").hasSize(1);
  }

  private CompactionOutcome compact(EventTable of) {
    return new PartitionCompaction(
            of,
            CompactionSettings.from(ConfigFactory.defaultReference()),
            new PartitionCompaction.Means(
                folder.resolve("scratch"),
                Duration.ofMinutes(30),
                true,
                new Retries(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                Clock.systemUTC()))
        .compact(Events.PARTITION, Occasion.ASKED, RewriteMonitor.none());
  }

  @Test
  void whatACatalogHasIsCompactedThereAlone() {
    assertThat(ledger.attempt(plan(2))).isInstanceOf(Committed.class);
    adopt();
    assertThat(compact(table))
        .isInstanceOfSatisfying(
            CompactionOutcome.Abandoned.class,
            abandoned -> assertThat(abandoned.reason()).contains(catalog.uri()));
    assertThat(folder.resolve("scratch")).as("nothing was written").doesNotExist();
    assertThat(compact(catalog.openTable())).isInstanceOf(CompactionOutcome.Compacted.class);
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgain() {
    catalog.faultNext(request -> request.path().endsWith("/register"), Fault.landedButDropped());
    assertThatThrownBy(this::adopt).isInstanceOf(RuntimeException.class);
    assertThat(ledger.attempt(plan(2))).as("closed meanwhile").isInstanceOf(Unknown.class);

    assertThat(adopt().get(0).uuid()).isEqualTo(table.form().uuid());
  }

  /** A refusal may be that of a second request, after a first that has landed. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterARefusalTheChainStaysEnded(boolean isLanded) {
    catalog.faultNext(
        request -> request.path().endsWith("/register"),
        isLanded ? Fault.landedBut(403) : Fault.refused(403));
    assertThatThrownBy(this::adopt).isInstanceOf(ForbiddenException.class);
    assertThat(ledger.attempt(plan(2))).isInstanceOf(Unknown.class);

    assertThat(adopt().get(0).rows()).isEqualTo(10);
  }

  @Test
  void itIsGivenUpWhenNothingCanLandAnyMore() {
    catalog.faultNext(request -> request.path().endsWith("/register"), Fault.refused(403));
    assertThatThrownBy(this::adopt).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> giveUp(Duration.ofMinutes(1)))
        .hasMessageContaining("may still be on its way");

    giveUp(ChainAdoption.BEFORE_GIVING_UP.plusMinutes(1));
    assertThat(ledger.attempt(plan(2))).isInstanceOf(Committed.class);
    assertThat(TestFiles.rows(table.fresh())).hasSize(20);
    assertThat(adopt().get(0).rows()).isEqualTo(20);
    assertThatThrownBy(() -> giveUp(Duration.ofDays(1))).hasMessageContaining("has a table");
  }

  private void giveUp(Duration later) {
    try (ChainTables chains = new ChainTables(without.chainRoot(), without.ioProperties());
        RESTCatalog client = new RESTCatalog()) {
      client.initialize("test", catalog.settings().restProperties());
      new ChainAdoption(
              chains, client, catalog.uri(), InstantSource.offset(InstantSource.system(), later))
          .giveUp(TableIdentifier.of("analytics", "events"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Catalogs delete what falls out of a table's log of metadata. */
  @Test
  void theCatalogOwnsNothingOfTheChain() {
    adopt();
    EventTable after = catalog.openTable();
    CommitLedger same = new CommitLedger(after);
    for (int commit = 0; commit < 25; commit++) {
      assertThat(same.attempt(Commits.next(same, TestFiles.write(after, Events.few(10 + commit)))))
          .isInstanceOf(Committed.class);
    }
    assertThat(table.fresh().properties()).containsKey(Adoption.KEY);
  }

  @Test
  void anotherTableOfTheNameIsInTheWay() {
    catalog.openTable();
    assertThatThrownBy(this::adopt)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has another table of the name");
    assertThat(ledger.attempt(plan(2))).isInstanceOf(Committed.class);
  }
}
