package dev.firn.catalog.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.compaction.SmallFiles;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.OnServedCatalog;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of the catalog and the store for a commit and for planning: a real count. */
class MetadataCacheTest extends OnServedCatalog {
  private static final int COMMITS = 6;
  private static final CompactionSettings SETTINGS =
      CompactionSettings.from(ConfigFactory.defaultReference());

  private final MetadataCache cache = new MetadataCache(1 << 20);
  private Optional<EventTable> opened = Optional.empty();

  private EventTable open(MetadataCache with) {
    CatalogSettings counting =
        CatalogSettings.at(catalog.uri(), Map.of("io-impl", CountingFileIO.class.getName()));
    EventTable table = EventTable.open(counting, ServedCatalog.tableSettings(), with);
    opened = Optional.of(table);
    return table;
  }

  @AfterEach
  void closeTable() {
    opened.ifPresent(EventTable::close);
  }

  private static void commitSome(EventTable table) {
    for (int i = 0; i < COMMITS; i++) {
      Commits.commit(table, TestFiles.write(table, Events.few(i)));
    }
  }

  /** How many requests one commit makes of the catalog. */
  private int catalogRequests(EventTable table) {
    CommitLedger ledger = new CommitLedger(table);
    LedgerCommit commit = Commits.next(ledger, TestFiles.write(table, Events.few(99)));
    AtomicInteger seen = new AtomicInteger();
    CountingFileIO.reset();
    for (int i = 0; i < 10; i++) {
      catalog.faultNext(
          request -> true,
          real -> {
            seen.incrementAndGet();
            return Fault.Answer.of(real.land());
          });
    }
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    return seen.get();
  }

  @Test
  void aCommitReadsNoManifestThatThisNodeHasWritten() {
    EventTable table = open(cache);
    commitSome(table);
    assertThat(catalogRequests(table)).as("load, commit, read back").isEqualTo(3);
    assertThat(CountingFileIO.requests("read list")).isZero();
    assertThat(CountingFileIO.requests("read manifest")).isZero();
    assertThat(CountingFileIO.requests("write list")).isEqualTo(1);
    assertThat(CountingFileIO.requests("write manifest")).isEqualTo(1);
    assertThat(CountingFileIO.requests("head other")).as("the data file").isLessThanOrEqualTo(2);
  }

  @Test
  void withoutOneItReadsTwoLists() {
    EventTable table = open(new MetadataCache(0));
    commitSome(table);
    assertThat(catalogRequests(table)).isEqualTo(3);
    assertThat(CountingFileIO.requests("read list")).as("of its base, and its own").isEqualTo(2);
  }

  @Test
  void planningReadsEachManifestOnceHoweverOftenItLooks() {
    commitSome(catalog.openTable());
    EventTable table = open(cache);
    SmallFiles files = new SmallFiles(table, SETTINGS);
    CountingFileIO.reset();
    SmallFiles.Found first = files.after(0);
    assertThat(CountingFileIO.requests("read manifest")).isEqualTo(COMMITS);
    assertThat(CountingFileIO.requests("read list")).isEqualTo(1);
    assertThat(CountingFileIO.requests("head manifest")).isZero();
    assertThat(files.after(0)).isEqualTo(first);
    assertThat(CountingFileIO.requests("read manifest")).isEqualTo(COMMITS);
    assertThat(CountingFileIO.requests("read list")).isEqualTo(1);
    assertThat(cache.figures().hits()).isEqualTo(COMMITS + 1);
  }

  @Test
  void whoHasToSeeTheStoreSeesThatAManifestIsGone() throws IOException {
    EventTable table = open(cache);
    commitSome(table);
    Table fresh = table.fresh();
    Files.delete(Path.of(URI.create(fresh.currentSnapshot().manifestListLocation()).getPath()));
    assertThat(TestFiles.rows(fresh)).hasSize(10 * COMMITS);
    Table store = table.freshFromStore();
    assertThatThrownBy(() -> TestFiles.rows(store)).hasMessageContaining("There is no file");
  }

  @Test
  void whatIsDeletedIsForgotten() {
    EventTable table = open(cache);
    commitSome(table);
    Table fresh = table.fresh();
    String list = fresh.currentSnapshot().manifestListLocation();
    long before = cache.figures().objects();
    fresh.io().deleteFile(list);
    assertThat(cache.figures().objects()).isEqualTo(before - 1);
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() {
    MetadataCache small = new MetadataCache(100);
    for (int i = 0; i < 4; i++) {
      small.put("o" + i, new byte[25]);
    }
    assertThat(small.find("o0")).isPresent();
    small.put("o4", new byte[25]);
    assertThat(small.find("o1")).isEmpty();
    assertThat(small.find("o0")).isPresent();
    small.put("large", new byte[26]);
    assertThat(small.find("large")).isEmpty();
    assertThat(small.figures()).isEqualTo(new MetadataCache.Figures(2, 2, 4, 100));
  }
}
