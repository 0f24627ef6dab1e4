package dev.firn.sharding.dedup;

import dev.firn.events.EventBatch;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.dedup.IdRunRef.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What one partition remembers of the events it has seen. Owned by the partition's actor; only the
 * stages that it returns run elsewhere. Memory: 24 to 72 bytes for an unflushed row, 1.5 for a
 * flushed one.
 */
public final class Deduplication {
  private final IdRuns store;
  private final String partition;
  private final IdTable unflushed = new IdTable();
  private final List<IdRun> runs = new ArrayList<>();
  private long generation;

  public Deduplication(IdRuns store, String partition) {
    this.store = store;
    this.partition = partition;
  }

  /**
   * Fetches what a partition that wakes up needs, to be given to {@link #add(IdRun)}; empty for a
   * run that is lost. In the order of the references.
   */
  public CompletionStage<List<Optional<IdRun>>> load(List<IdRunRef> refs) {
    return store.load(refs);
  }

  /** Runs of the ids that a reading of the table gives, in place of lost ones. */
  public CompletionStage<List<IdRun>> rebuild(FlushedRows.Ids ids) {
    return store.rebuild(partition, Kind.FLUSHED, ids);
  }

  /** The same of rejected rows, from a reading of the dead letters. */
  public CompletionStage<List<IdRun>> rebuildRejected(FlushedRows.Ids ids) {
    return store.rebuild(partition, Kind.REJECTED, ids);
  }

  public void add(IdRun run) {
    runs.add(run);
  }

  /** Changes whenever ids move from one place to another; an answer of an earlier one is stale. */
  public long generation() {
    return generation;
  }

  public long heapBytes() {
    return unflushed.heapBytes() + runs.stream().mapToLong(IdRun::heapBytes).sum();
  }

  /**
   * Rows that look like flushed or rejected ones and must be confirmed before the batch is taken
   * in.
   *
   * @param isRedriven whether rejected ones are to be taken in again
   */
  public BitSet suspects(EventBatch batch, boolean isRedriven) {
    BitSet suspects = new BitSet();
    for (IdRun run : runsFor(isRedriven)) {
      for (int row = 0; row < batch.rows(); row++) {
        long high = batch.idHigh(row);
        long low = batch.idLow(row);
        if (run.mayContain(high, low) && !unflushed.contains(high, low)) {
          suspects.set(row);
        }
      }
    }
    return suspects;
  }

  private List<IdRun> runsFor(boolean isRedriven) {
    return isRedriven ? runs.stream().filter(run -> !run.ref().isOfRejected()).toList() : runs;
  }

  /** Which of the suspects have really been flushed or rejected. */
  public CompletionStage<BitSet> confirm(EventBatch batch, BitSet suspects, boolean isRedriven) {
    long[] ids = new long[batch.rows() * 2];
    for (int row = 0; row < batch.rows(); row++) {
      ids[2 * row] = batch.idHigh(row);
      ids[2 * row + 1] = batch.idLow(row);
    }
    return store.confirm(List.copyOf(runsFor(isRedriven)), suspects, ids);
  }

  /**
   * Takes the batch's ids in and answers which rows repeat an earlier one.
   *
   * @param known rows confirmed as repetitions of flushed or rejected ones
   */
  public BitSet admit(EventBatch batch, BitSet known, long append) {
    BitSet duplicates = (BitSet) known.clone();
    for (int row = 0; row < batch.rows(); row++) {
      if (!duplicates.get(row) && !unflushed.add(batch.idHigh(row), batch.idLow(row), append)) {
        duplicates.set(row);
      }
    }
    return duplicates;
  }

  /** Takes in what a replayed append brought; its duplicates are known. */
  public void replay(EventBatch batch, BitSet duplicates, long append) {
    for (int row = 0; row < batch.rows(); row++) {
      if (!duplicates.get(row)) {
        unflushed.add(batch.idHigh(row), batch.idLow(row), append);
      }
    }
  }

  /** Writes these ids, high and low halves alternating, as a run of rejected rows. */
  public CompletionStage<IdRun> writeRejected(long[] ids) {
    return store.write(partition, Kind.REJECTED, ids);
  }

  /**
   * Lets go of the exact ids of rows that can never be written. A run answers for them from now on:
   * sent again they are duplicates, driven again they are new.
   */
  public void rejected(IdRun run, long[] ids) {
    for (int i = 0; i < ids.length; i += 2) {
      unflushed.remove(ids[i], ids[i + 1]);
    }
    runs.add(run);
    generation++;
  }

  /** Writes the ids of the appends from..to as a run that will answer for them once flushed. */
  public CompletionStage<IdRun> writeRun(long from, long to) {
    return store.write(partition, Kind.FLUSHED, unflushed.idsOf(from, to));
  }

  /** Lets go of the exact ids of appends that a run answers for from now on. */
  public void flushed(IdRun run, long through) {
    runs.add(run);
    unflushed.removeThrough(through);
    generation++;
  }

  /** One run in place of these, which are of one kind. */
  public CompletionStage<IdRun> mergeRuns(List<IdRunRef> refs) {
    return store.merge(
        partition,
        refs.get(0).kind(),
        runs.stream().filter(run -> refs.contains(run.ref())).toList());
  }

  public void replaceRuns(List<IdRunRef> replaced, IdRun merged) {
    runs.removeIf(run -> replaced.contains(run.ref()));
    runs.add(merged);
    generation++;
  }

  /** Deletes the objects of runs that the journal no longer refers to. */
  public CompletionStage<Void> deleteRuns(List<IdRunRef> refs) {
    return store.delete(refs);
  }
}
