package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.Cause;
import dev.firn.events.DeadLetters;
import dev.firn.events.EventBatch;
import dev.firn.events.RowBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests with a partition that counts three dead letters in its first epoch and two in its second,
 * in two commits to the table of dead letters.
 */
abstract class OnLetters extends OnAudited {
  static final Instant HOUR_IS_OVER = Instant.parse("2025-11-22T11:00:00Z");

  final FakeAccounts events = new FakeAccounts();
  final FakeAccounts letters = new FakeAccounts();
  Optional<Duration> keptFor = Optional.empty();
  Instant now = HOUR_IS_OVER;
  EventTable rejected;
  private long rows;

  @BeforeEach
  void twoFilesOfLetters() {
    rejected = catalog.openTable("events_rejected");
    commitLetters(1, 1, 3);
    commitLetters(2, 1, 2);
    counted(3, 2);
  }

  @Override
  final EventTable audited() {
    return rejected;
  }

  /** Letters of an append of the partition of events, in a file and a commit of their own. */
  final void commitLetters(long epoch, long append, int count) {
    String writer = PARTITION + "#" + epoch;
    AppendedBatch originals =
        new AppendedBatch(append, Events.appends(1, count, epoch).get(0).batch(), new BitSet());
    DeadLetters dead = new DeadLetters(writer, originals);
    RowBlock block = new RowBlock(Events.PARTITION, Events.origin(1));
    for (int i = 0; i < count; i++) {
      DeadLetter letter = dead.of(i, new Cause("missing_value", "subject"));
      block.add(letter.toCloudEvent(), letter.place().identity());
    }
    AppendedBatch batch =
        new AppendedBatch(
            committed.size() + 1L, EventBatch.of(Events.PARTITION, List.of(block)), new BitSet());
    commit(TestFiles.write(rejected, List.of(batch)));
    rows += count;
    letters.committed(PARTITION, committed.size(), rows, committed.size());
  }

  /** As many rows of each epoch, from the first on, are dead letters by the partition's account. */
  final void counted(long... rejectedRows) {
    List<WriterAccount> epochs = new ArrayList<>();
    for (long count : rejectedRows) {
      epochs.add(new WriterAccount(epochs.size() + 1L, "", 1, 0, count, 0, count, 0));
    }
    events.put(PARTITION, new PartitionAccounts(1, 0, epochs));
  }

  final LakeAudit.Report run(Scope scope) {
    return new LakeAudit(
            TableAudit.ofEvents(table, events, means),
            TableAudit.ofDeadLetters(
                rejected, letters, new DeadLetterRules(events, keptFor, () -> now), means))
        .run(scope);
  }

  final AuditReport full() {
    return ofRejected(Scope.full(Optional.empty()));
  }

  final AuditReport quick() {
    return ofRejected(Scope.quick(Optional.empty()));
  }

  final AuditReport ofRejected(Scope scope) {
    LakeAudit.Report report = run(scope);
    assertThat(report.events().findings()).isEmpty();
    return report.rejected();
  }
}
