package dev.firn.sharding.dedup;

import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.dedup.IdRunRef.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The id runs of a node's partitions: durable in the object store, read from a local folder that
 * may be lost at any time.
 */
public final class IdRuns {
  /** A rebuilt run; sorting it takes 56 bytes of heap for each id. */
  private static final int LARGEST_REBUILT = 1_000_000;

  private final DataFiles files;
  private final LocalRuns local;
  private final Executor disk;
  private final OneAtATime rebuilding = new OneAtATime();

  /**
   * @param folder for local copies; created when missing
   * @param localBytes what the copies may take there
   * @param disk where blocking file work runs
   */
  public IdRuns(DataFiles files, Path folder, long localBytes, Executor disk) {
    this.files = files;
    this.local = new LocalRuns(folder, localBytes);
    this.disk = disk;
    disk.execute(local::open);
  }

  /** Sorts the ids and writes them, first where they are durable, then where they are fast. */
  CompletionStage<IdRun> write(String partition, Kind kind, long[] ids) {
    return CompletableFuture.supplyAsync(() -> SortedIds.sort(ids), disk)
        .thenCompose(sorted -> put(partition, kind, sorted));
  }

  private CompletionStage<IdRun> put(String partition, Kind kind, byte[] sorted) {
    return files
        .putObject(
            IdRunRef.objectName(partition, kind, UUID.randomUUID().toString(), sorted), sorted)
        .thenApplyAsync(
            location -> keep(new IdRunRef(location, sorted.length / SortedIds.BYTES), sorted),
            disk);
  }

  private IdRun keep(IdRunRef ref, byte[] sorted) {
    local.keep(ref, sorted);
    return new IdRun(ref, sorted);
  }

  /** The runs in the order of their names; empty for one that is gone or damaged everywhere. */
  CompletionStage<List<Optional<IdRun>>> load(List<IdRunRef> refs) {
    CompletionStage<List<Optional<IdRun>>> all =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (IdRunRef ref : refs) {
      all =
          all.thenCombine(
              content(ref),
              (runs, sorted) -> {
                runs.add(sorted.map(ids -> new IdRun(ref, ids)));
                return runs;
              });
    }
    return all;
  }

  /** From the local copy if it is whole, otherwise from the object store, if that is. */
  private CompletionStage<Optional<byte[]>> content(IdRunRef ref) {
    return CompletableFuture.supplyAsync(() -> local.read(ref), disk)
        .thenCompose(
            copy -> copy.isPresent() ? CompletableFuture.completedFuture(copy) : fetch(ref));
  }

  private CompletionStage<Optional<byte[]>> fetch(IdRunRef ref) {
    return files
        .readObject(ref.location())
        .thenApplyAsync(
            object -> {
              Optional<byte[]> whole = object.filter(ref::isWhole);
              whole.ifPresent(sorted -> local.keep(ref, sorted));
              return whole;
            },
            disk);
  }

  private CompletionStage<byte[]> require(IdRunRef ref) {
    return content(ref)
        .thenApply(
            found ->
                found.orElseThrow(() -> new IllegalStateException("The id run is lost: " + ref)));
  }

  /**
   * New runs of the ids that a reading of the table gives, one at least. One partition after the
   * other, since it takes memory; the reading is closed in any case.
   */
  CompletionStage<List<IdRun>> rebuild(String partition, Kind kind, FlushedRows.Ids ids) {
    return rebuilding
        .run(() -> rebuild(partition, kind, ids, new ArrayList<>()))
        .whenComplete((runs, failure) -> ids.close());
  }

  private CompletionStage<List<IdRun>> rebuild(
      String partition, Kind kind, FlushedRows.Ids ids, List<IdRun> runs) {
    return ids.next(LARGEST_REBUILT)
        .thenCompose(
            part ->
                part.length == 0 && !runs.isEmpty()
                    ? CompletableFuture.completedFuture(runs)
                    : writeEachOnce(partition, kind, part)
                        .thenCompose(
                            run -> {
                              runs.add(run);
                              return rebuild(partition, kind, ids, runs);
                            }));
  }

  private CompletionStage<IdRun> writeEachOnce(String partition, Kind kind, long[] ids) {
    return CompletableFuture.supplyAsync(() -> SortedIds.merge(List.of(SortedIds.sort(ids))), disk)
        .thenCompose(sorted -> put(partition, kind, sorted));
  }

  /** All ids of some runs of one kind as one new run. */
  CompletionStage<IdRun> merge(String partition, Kind kind, List<IdRun> runs) {
    CompletionStage<List<byte[]>> contents = CompletableFuture.completedFuture(new ArrayList<>());
    for (IdRun run : runs) {
      contents =
          contents.thenCombine(
              require(run.ref()),
              (all, sorted) -> {
                all.add(sorted);
                return all;
              });
    }
    return contents
        .thenApplyAsync(SortedIds::merge, disk)
        .thenCompose(merged -> put(partition, kind, merged));
  }

  /** Which of the suspects are members; every other bit stays clear. */
  CompletionStage<BitSet> confirm(List<IdRun> runs, BitSet suspects, long[] ids) {
    CompletionStage<BitSet> members = CompletableFuture.completedFuture(new BitSet());
    for (IdRun run : runs) {
      members = members.thenCompose(found -> confirm(run, suspects, ids, found));
    }
    return members;
  }

  /** In the local copy; one that had to make room is fetched again. */
  private CompletionStage<BitSet> confirm(IdRun run, BitSet suspects, long[] ids, BitSet members) {
    return CompletableFuture.supplyAsync(() -> lookUp(run, suspects, ids, members), disk)
        .thenCompose(
            found ->
                found
                    ? CompletableFuture.completedFuture(members)
                    : require(run.ref())
                        .thenApply(sorted -> search(sorted, suspects, ids, members)));
  }

  private boolean lookUp(IdRun run, BitSet suspects, long[] ids, BitSet members) {
    Optional<IdRun.Lookup> copy = local.lookup(run.ref());
    if (copy.isEmpty()) {
      return false;
    }
    try (IdRun.Lookup lookup = copy.get()) {
      for (int row = suspects.nextSetBit(0); row >= 0; row = suspects.nextSetBit(row + 1)) {
        if (!members.get(row)
            && run.mayContain(ids[2 * row], ids[2 * row + 1])
            && lookup.contains(ids[2 * row], ids[2 * row + 1])) {
          members.set(row);
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the id run " + run.ref(), e);
    }
  }

  private static BitSet search(byte[] sorted, BitSet suspects, long[] ids, BitSet members) {
    for (int row = suspects.nextSetBit(0); row >= 0; row = suspects.nextSetBit(row + 1)) {
      if (SortedIds.contains(sorted, ids[2 * row], ids[2 * row + 1])) {
        members.set(row);
      }
    }
    return members;
  }

  /** Deletes runs that nothing refers to any more. */
  CompletionStage<Void> delete(List<IdRunRef> refs) {
    CompletableFuture<?>[] deletions =
        refs.stream()
            .map(
                ref ->
                    files
                        .deleteObject(ref.location())
                        .thenRunAsync(() -> local.delete(ref), disk)
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(deletions);
  }
}
