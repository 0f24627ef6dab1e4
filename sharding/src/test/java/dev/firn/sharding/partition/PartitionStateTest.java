package dev.firn.sharding.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts.Buffered;
import dev.firn.sharding.Whereabouts.InFile;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.Whereabouts.NeverSeen;
import dev.firn.sharding.Whereabouts.Rejected;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.Closed;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.FlushAborted;
import dev.firn.sharding.partition.PartitionEvent.FlushPrepared;
import dev.firn.sharding.partition.PartitionEvent.Flushed;
import dev.firn.sharding.partition.PartitionEvent.Opened;
import dev.firn.sharding.partition.PartitionEvent.RowsRejected;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionStateTest {
  private static final PartitionKey KEY = new PartitionKey("a", 0);
  private final PartitionState state = new PartitionState();

  @Test
  void anAppendIsBufferedThenInAFileThenInASnapshot() {
    open(1);
    append(1, 2, 3);
    assertThat(state.locate(at(1, 3))).isInstanceOf(Buffered.class);

    state.apply(prepared("f", 1, 2));
    assertThat(state.locate(at(1, 2))).isEqualTo(new InFile("f.parquet"));
    assertThat(state.locate(at(1, 3))).isInstanceOf(Buffered.class);
    assertThat(state.backlog().unwritten().rows()).isEqualTo(1);

    state.apply(new Flushed("f", 7, 70, 0));
    assertThat(state.locate(at(1, 1))).isEqualTo(new InSnapshot(7, 70));
    assertThat(state.locate(at(1, 4))).isInstanceOf(NeverSeen.class);
    assertThat(state.locate(at(2, 1))).isInstanceOf(NeverSeen.class);
  }

  @Test
  void theJournalIsNeededFromTheFirstUnflushedAppendOn() {
    open(1);
    append(1, 2, 3);
    assertThat(state.truncatableThrough()).as("the Opened event").isEqualTo(1);
    state.apply(prepared("f", 1, 2));
    state.apply(new Flushed("f", 1, 1, 0));
    assertThat(state.truncatableThrough()).isEqualTo(3);
    state.apply(prepared("g", 3, 3));
    state.apply(new Flushed("g", 2, 2, 0));
    assertThat(state.truncatableThrough()).isEqualTo(state.sequenceNumber()).isEqualTo(8);
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void anAbortedFileIsWrittenAgainBeforeWhatFollows() {
    open(1);
    append(1, 2, 3, 4);
    state.apply(prepared("f", 1, 2));
    state.apply(prepared("g", 3, 3));
    assertThat(appends(state.backlog().nextFile(Long.MAX_VALUE))).containsExactly(4L);

    state.apply(new FlushAborted("f", "schema"));

    assertThat(appends(state.backlog().nextFile(Long.MAX_VALUE))).containsExactly(1L, 2L);
    assertThat(state.backlog().unwritten().rows()).isEqualTo(3);
    state.apply(prepared("h", 1, 2));
    assertThat(state.backlog().prepared())
        .extracting(PreparedFlush::flushId)
        .containsExactly("h", "g");
  }

  @Test
  void aFileHoldsNoMoreThanItMay() {
    open(1);
    append(1, 2, 3);
    long one = state.backlog().nextFile(1).get(0).openedBytes();
    assertThat(appends(state.backlog().nextFile(1))).containsExactly(1L);
    assertThat(appends(state.backlog().nextFile(2 * one))).containsExactly(1L, 2L);
  }

  @Test
  void aSnapshotBringsEverythingBackButRows() {
    open(1);
    append(1, 2, 3);
    state.apply(prepared("f", 1, 1));
    state.apply(prepared("g", 2, 2));
    state.apply(new Flushed("f", 1, 10, 0));

    PartitionState restored = PartitionState.of(state.snapshot());

    assertThat(restored.snapshot()).isEqualTo(state.snapshot());
    assertThat(restored.backlog().unwritten()).isEqualTo(state.backlog().unwritten());
    assertThat(restored.backlog().rows()).isEqualTo(2);
    assertThat(restored.locate(at(1, 1))).isEqualTo(new InSnapshot(1, 10));
  }

  @Test
  void anEpochEndsEmptyAndTheNextCountsFromOne() {
    open(1);
    append(1);
    state.apply(prepared("f", 1, 1));
    state.apply(new Flushed("f", 1, 10, 0));
    state.apply(new Closed(1));
    assertThat(state.isOpen()).isFalse();
    open(2);
    append(1);
    assertThat(state.locate(at(2, 1))).isInstanceOf(Buffered.class);
    assertThat(state.locate(at(1, 1))).isEqualTo(new InSnapshot(1, 10));
  }

  @Test
  void anAppendWithoutRowsNeedsNeitherFileNorJournalButCountsInTheSequence() {
    open(1);
    append(1, 2);
    state.apply(rejected(1));

    assertThat(state.locate(at(1, 1))).isEqualTo(new Rejected());
    assertThat(state.locate(at(1, 2))).isEqualTo(new Buffered());
    assertThat(state.backlog().rows()).isEqualTo(1);
    assertThat(state.truncatableThrough()).as("all before the second append").isEqualTo(2);
    assertThat(appends(state.backlog().nextFile(1))).containsExactly(1L, 2L);
    assertThat(PartitionState.of(state.snapshot()).backlog().unwritten())
        .isEqualTo(state.backlog().unwritten());

    state.apply(prepared("f", 1, 2));
    state.apply(new Flushed("f", 1, 10, 0));
    assertThat(state.isEmpty()).isTrue();
    assertThat(state.locate(at(1, 1))).isEqualTo(new InSnapshot(1, 10));
  }

  @Test
  void aPartitionOfNothingButRejectedRowsIsEmptyAndItsEpochEnds() {
    open(1);
    append(1, 2);
    state.apply(rejected(2));
    state.apply(rejected(1));

    assertThat(state.isEmpty()).isTrue();
    assertThat(state.backlog().bytes()).isZero();
    assertThat(state.backlog().unwritten()).isEqualTo(Unwritten.NOTHING);
    assertThat(state.truncatableThrough()).isEqualTo(state.sequenceNumber());
    state.apply(new Closed(1));
    open(2);
    append(1);
    assertThat(appends(state.backlog().nextFile(1))).containsExactly(1L);
    assertThat(state.locate(at(1, 2))).isEqualTo(new Rejected());
    assertThat(state.newestCommit()).isEmpty();
    assertThat(PartitionState.of(state.snapshot()).locate(at(1, 1))).isEqualTo(new Rejected());
  }

  @Test
  void someRowsOfAnAppendMayBeRejectedTwiceAndCountOnce() {
    open(1);
    append(1);
    BitSet none = new BitSet();
    state.apply(new RowsRejected(1, none, "", 0));
    assertThat(state.backlog().rows()).isEqualTo(1);
    state.apply(rejected(1));
    state.apply(rejected(1));
    assertThat(state.backlog().rows()).isZero();
    assertThat(state.backlog().leftOut())
        .hasEntrySatisfying(1L, rows -> assertThat(rows).hasToString("{0}"));
  }

  @Test
  void aFileBehindAppendsThatNoFileWillHoldIsStranded() {
    open(1);
    append(1, 2, 3, 4);
    state.apply(prepared("f", 1, 2));
    state.apply(prepared("g", 3, 3));
    state.apply(new FlushAborted("f", "schema"));
    state.apply(rejected(1));
    assertThat(state.backlog().strandedFlush()).as("the second append still has rows").isEmpty();
    state.apply(rejected(2));

    assertThat(state.backlog().strandedFlush()).map(PreparedFlush::flushId).contains("g");
    state.apply(new FlushAborted("g", "stranded"));
    assertThat(state.backlog().strandedFlush()).isEmpty();
    assertThat(appends(state.backlog().nextFile(Long.MAX_VALUE))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aFileBehindACutLeavesThePlacesWithoutRowsBeforeIt() {
    open(1);
    append(1, 2, 3, 4);
    state.apply(rejected(1));
    state.apply(rejected(2));
    List<AppendRef> run = state.backlog().nextFile(Long.MAX_VALUE);
    assertThat(appends(new Cut(1, 2).of(1, run))).containsExactly(3L, 4L);
    assertThat(appends(new Cut(1, 3).of(1, run))).containsExactly(1L, 2L, 3L);
    assertThat(appends(new Cut(1, 2).of(2, run))).as("another epoch").hasSize(4);

    state.apply(prepared("f", 3, 4));

    assertThat(state.backlog().strandedFlush()).isEmpty();
    assertThat(state.flushedThrough()).isEqualTo(2);
    assertThat(state.backlog().committable(4)).hasSize(1);
    assertThat(state.locate(at(1, 2))).isEqualTo(new Rejected());
    state.apply(new Flushed("f", 1, 10, 0));
    assertThat(state.isEmpty()).isTrue();
    assertThat(state.locate(at(1, 1))).isEqualTo(new Rejected());
    assertThat(state.locate(at(1, 3))).isEqualTo(new InSnapshot(1, 10));
  }

  @Test
  void aFlushNobodyPreparedIsAnError() {
    assertThatThrownBy(() -> state.apply(new Flushed("x", 1, 1, 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  private void open(long epoch) {
    state.apply(new Opened(KEY, epoch));
  }

  private void append(long... numbers) {
    for (long number : numbers) {
      RowBlock block = new RowBlock(KEY, new Origin("t", 0, Edge.NONE));
      block.add(
          new CloudEvent("" + number, "/", "a", "1.0", 0, null, null, null, null, Map.of()),
          new EventIds("0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
      state.apply(
          new EventsAppended(number, number, 5, EventBatch.of(KEY, List.of(block)), new BitSet()));
    }
  }

  private static FlushPrepared prepared(String id, long from, long to) {
    return new FlushPrepared(
        id,
        from,
        to,
        new DataFile(id + ".parquet", 1, 1, "{}", "uuid", 0, 0),
        new IdRunRef(id + ".ids", 1));
  }

  private static RowsRejected rejected(long append) {
    BitSet first = new BitSet();
    first.set(0);
    return new RowsRejected(append, first, "missing_value", 9);
  }

  private static Position at(long epoch, long append) {
    return new Position(KEY.id(), epoch, append);
  }

  private static List<Long> appends(List<AppendRef> refs) {
    return refs.stream().map(AppendRef::append).toList();
  }
}
