package dev.firn.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.SentEvent;
import dev.firn.catalog.ledger.LedgerMarker;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

/** Numbers of commits that are missing, explained and not. */
class LedgerCheckTest extends OnCheckedTables {
  @Test
  void aNumberThatIsMissingWasRolledBackOrIsAGap() throws IOException {
    promises.ended(10, 4, Fate.OPEN);
    commit(3, 10);
    commit(5, 11);
    assertThat(check().problems()).isEmpty();

    commit(7, 12);
    assertOnly(check(), 0, 0, "K5");
    assertThat(check().problems()).singleElement().asString().contains("5 then 7");
  }

  @Test
  void aNumberThatOnlyThePropertyHasWasRolledBackOrIsAGap() throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    commit(3, 10);
    events.updateProperties().set(LedgerMarker.KEY, "4:gone").commit();
    assertThat(check().problems()).isEmpty();

    events.updateProperties().set(LedgerMarker.KEY, "5:gone").commit();
    assertOnly(check(), 0, 0, "K5");
  }

  /** One event under a number of the ledger. */
  private void commit(long ledger, long number) {
    List<Record> rows =
        List.of(row(SentEvent.of(WORKLOAD.id(number), "/checked", "a.test", NOON), ledger, 9));
    String marker = ledger + ":a commit";
    events
        .newAppend()
        .appendFile(SecondWriter.write(events, rows))
        .set(LedgerMarker.KEY, marker)
        .commit();
    events.updateProperties().set(LedgerMarker.KEY, marker).commit();
  }
}
