package dev.firn.sharding.dedup;

import dev.firn.sharding.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The id runs of a node's partitions: durable in the object store, read from a local folder that
 * may be lost at any time.
 */
public final class IdRuns {
  private final DataFiles files;
  private final Path folder;
  private final Executor disk;

  /**
   * @param folder for local copies; created when missing
   * @param disk where blocking file work runs
   */
  public IdRuns(DataFiles files, Path folder, Executor disk) {
    this.files = files;
    this.folder = folder;
    this.disk = disk;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the folder for id runs, " + folder, e);
    }
  }

  /** Sorts the ids and writes them, first where they are durable, then where they are fast. */
  CompletionStage<IdRun> write(String partition, long[] ids) {
    String name = partition + "/" + UUID.randomUUID() + ".ids";
    return CompletableFuture.supplyAsync(() -> SortedIds.sort(ids), disk)
        .thenCompose(
            sorted ->
                files
                    .putObject(name, sorted)
                    .thenApplyAsync(location -> keep(location, sorted), disk));
  }

  CompletionStage<List<IdRun>> load(List<IdRunRef> refs) {
    CompletionStage<List<IdRun>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (IdRunRef ref : refs) {
      all =
          all.thenCombine(
              load(ref),
              (runs, run) -> {
                runs.add(run);
                return runs;
              });
    }
    return all;
  }

  private CompletionStage<IdRun> load(IdRunRef ref) {
    Path local = localFile(ref.location());
    if (Files.exists(local)) {
      return CompletableFuture.supplyAsync(() -> open(ref, local), disk);
    }
    return files
        .readObject(ref.location())
        .thenApplyAsync(sorted -> keep(ref.location(), sorted), disk);
  }

  private IdRun open(IdRunRef ref, Path local) {
    try {
      long[] ids = SortedIds.parse(Files.readAllBytes(local));
      if (ids.length / 2 != ref.count()) {
        throw new IllegalStateException(
            "Expected " + ref.count() + " ids in " + local + ", found " + ids.length / 2);
      }
      return new IdRun(ref, local, ids);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the id run " + local, e);
    }
  }

  /** All ids of some runs as one new run. */
  CompletionStage<IdRun> merge(String partition, List<IdRun> runs) {
    return CompletableFuture.supplyAsync(() -> concatenate(runs), disk)
        .thenCompose(ids -> write(partition, ids));
  }

  private static long[] concatenate(List<IdRun> runs) {
    long[] all = new long[runs.stream().mapToInt(run -> run.ref().count() * 2).sum()];
    int length = 0;
    try {
      for (IdRun run : runs) {
        long[] ids = SortedIds.parse(Files.readAllBytes(run.file()));
        System.arraycopy(ids, 0, all, length, ids.length);
        length += ids.length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read an id run", e);
    }
    return all;
  }

  /** Which of the suspects are members; every other bit stays clear. */
  CompletionStage<BitSet> confirm(List<IdRun> runs, BitSet suspects, long[] ids) {
    return CompletableFuture.supplyAsync(
        () -> {
          BitSet members = new BitSet();
          for (IdRun run : runs) {
            confirm(run, suspects, ids, members);
          }
          return members;
        },
        disk);
  }

  private static void confirm(IdRun run, BitSet suspects, long[] ids, BitSet members) {
    try (IdRun.Lookup lookup = run.open()) {
      for (int row = suspects.nextSetBit(0); row >= 0; row = suspects.nextSetBit(row + 1)) {
        if (!members.get(row)
            && run.mayContain(ids[2 * row], ids[2 * row + 1])
            && lookup.contains(ids[2 * row], ids[2 * row + 1])) {
          members.set(row);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the id run " + run.file(), e);
    }
  }

  /** Deletes runs that nothing refers to any more. */
  CompletionStage<Void> delete(List<IdRunRef> refs) {
    CompletableFuture<?>[] deletions =
        refs.stream()
            .map(
                ref ->
                    files
                        .deleteObject(ref.location())
                        .thenRunAsync(() -> deleteLocal(ref), disk)
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(deletions);
  }

  private void deleteLocal(IdRunRef ref) {
    try {
      Files.deleteIfExists(localFile(ref.location()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete a local id run", e);
    }
  }

  private IdRun keep(String location, byte[] sorted) {
    long[] ids = SortedIds.parse(sorted);
    Path local = localFile(location);
    try {
      Path part = Files.createTempFile(folder, "run", ".part");
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(sorted);
        while (content.hasRemaining()) {
          channel.write(content);
        }
      }
      Files.move(part, local, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep an id run in " + folder, e);
    }
    return new IdRun(new IdRunRef(location, ids.length / 2), local, ids);
  }

  /** Object names end in a random id, so the last part is unique. */
  private Path localFile(String location) {
    return folder.resolve(location.substring(location.lastIndexOf('/') + 1));
  }
}
