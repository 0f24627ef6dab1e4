package dev.firn.sharding.dedup;

import dev.firn.events.EventBatch;
import dev.firn.sharding.FlushedRows;
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
    return store.rebuild(partition, ids);
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

  /** Rows that look like flushed ones and must be confirmed before the batch is taken in. */
  public BitSet suspects(EventBatch batch) {
    BitSet suspects = new BitSet();
    for (IdRun run : runs) {
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

  /** Which of the suspects have really been flushed. */
  public CompletionStage<BitSet> confirm(EventBatch batch, BitSet suspects) {
    long[] ids = new long[batch.rows() * 2];
    for (int row = 0; row < batch.rows(); row++) {
      ids[2 * row] = batch.idHigh(row);
      ids[2 * row + 1] = batch.idLow(row);
    }
    return store.confirm(List.copyOf(runs), suspects, ids);
  }

  /**
   * Takes the batch's ids in and answers which rows repeat an earlier one.
   *
   * @param flushed rows confirmed as repetitions of flushed ones
   */
  public BitSet admit(EventBatch batch, BitSet flushed, long append) {
    BitSet duplicates = (BitSet) flushed.clone();
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

  /** Rows that were taken in and can never be written: sent again, they are new. */
  public void forget(EventBatch batch, BitSet rows) {
    rows.stream().forEach(row -> unflushed.remove(batch.idHigh(row), batch.idLow(row)));
  }

  /** Writes the ids of the appends from..to as a run that will answer for them once flushed. */
  public CompletionStage<IdRun> writeRun(long from, long to) {
    return store.write(partition, unflushed.idsOf(from, to));
  }

  /** Lets go of the exact ids of appends that a run answers for from now on. */
  public void flushed(IdRun run, long through) {
    runs.add(run);
    unflushed.removeThrough(through);
    generation++;
  }

  /** One run in place of these. */
  public CompletionStage<IdRun> mergeRuns(List<IdRunRef> refs) {
    return store.merge(partition, runs.stream().filter(run -> refs.contains(run.ref())).toList());
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
