package dev.firn.bench.commits;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Commits one small file after the other, as a committer does, one partition an hour. */
final class Appender {
  private static final long FIRST_HOUR = 1_767_225_600_000_000L;
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final EventIds IDS = new EventIds("0123456789abcdef".getBytes(UTF_8));

  private final DataFileWriter writer;
  private final CommitLedger ledger;
  private final String table;
  private final int commitsAnHour;
  private long number;
  private long snapshot;
  private long sequenceNumber;
  private long repeated;

  Appender(EventTable table, DataFileSettings files, int commitsAnHour) {
    this.writer = new DataFileWriter(table, files);
    this.ledger = new CommitLedger(table);
    this.commitsAnHour = commitsAnHour;
    LedgerView view = ledger.read();
    this.table = view.tableUuid();
    this.number = view.ledger();
    this.snapshot = view.snapshotId();
    this.sequenceNumber = view.sequenceNumber();
  }

  /** Makes the next commit; nanoseconds from its plan until it is read back. */
  long commit() {
    number++;
    List<String> files = List.of(file());
    LedgerCommit commit =
        new LedgerCommit(
            table, number, UUID.randomUUID().toString(), files, snapshot, sequenceNumber);
    long began = System.nanoTime();
    LedgerOutcome outcome = ledger.attempt(commit);
    while (outcome instanceof Unknown) {
      repeated++;
      outcome = ledger.attempt(commit);
    }
    long took = System.nanoTime() - began;
    if (!(outcome instanceof Committed committed)) {
      throw new IllegalStateException("Commit " + number + " came to " + outcome);
    }
    snapshot = committed.snapshotId();
    sequenceNumber = committed.sequenceNumber();
    return took;
  }

  private String file() {
    long time = FIRST_HOUR + (number - 1) / commitsAnHour * HOUR_MICROS;
    PartitionKey partition = PartitionKey.of("page.view", time);
    RowBlock block = new RowBlock(partition, new Origin("default", time, Edge.NONE));
    for (CloudEvent event : events(time)) {
      block.add(event, IDS);
    }
    AppendedBatch batch =
        new AppendedBatch(number, EventBatch.of(partition, List.of(block)), new BitSet());
    return writer.write(partition, partition.id() + "#1", List.of(batch)).descriptor();
  }

  private static List<CloudEvent> events(long time) {
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(
          new CloudEvent(
              UUID.randomUUID().toString(),
              "https://shop.example/",
              "page.view",
              "1.0",
              time + i,
              "user-" + i,
              "application/json",
              null,
              "{\"url\":\"https://shop.example/product/" + i + "\"}",
              Map.of()));
    }
    return events;
  }

  long repeated() {
    return repeated;
  }
}
