package dev.firn.catalog.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.catalog.table.EventTable;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Commits as a committer plans them. */
public final class Commits {
  private Commits() {}

  /** The next of a ledger, on what it holds now. */
  public static LedgerCommit next(CommitLedger ledger, WrittenFile... files) {
    return next(ledger, Stream.of(files).map(WrittenFile::descriptor).toList());
  }

  public static LedgerCommit next(CommitLedger ledger, List<String> descriptors) {
    LedgerView view = ledger.read();
    return new LedgerCommit(
        view.tableUuid(),
        view.ledger() + 1,
        UUID.randomUUID().toString(),
        descriptors,
        view.snapshotId(),
        view.sequenceNumber());
  }

  /** Makes a commit that succeeds. */
  public static void commit(EventTable table, WrittenFile... files) {
    CommitLedger ledger = new CommitLedger(table);
    assertThat(ledger.attempt(next(ledger, files))).isInstanceOf(LedgerOutcome.Committed.class);
  }
}
