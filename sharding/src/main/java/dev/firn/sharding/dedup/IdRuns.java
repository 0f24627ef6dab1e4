package dev.firn.sharding.dedup;

import dev.firn.sharding.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
    return CompletableFuture.supplyAsync(() -> SortedIds.sort(ids), disk)
        .thenCompose(sorted -> put(partition, sorted));
  }

  private CompletionStage<IdRun> put(String partition, byte[] sorted) {
    return files
        .putObject(partition + "/" + UUID.randomUUID() + ".ids", sorted)
        .thenApplyAsync(location -> keep(location, sorted), disk);
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

  /** From the local copy if it is whole, otherwise from the object store. */
  private CompletionStage<IdRun> load(IdRunRef ref) {
    return CompletableFuture.supplyAsync(() -> readLocal(ref), disk)
        .thenCompose(
            local ->
                local.isPresent() ? CompletableFuture.completedFuture(local.get()) : fetch(ref));
  }

  private CompletionStage<IdRun> fetch(IdRunRef ref) {
    return files
        .readObject(ref.location())
        .thenApplyAsync(
            sorted -> {
              if (!isWhole(ref, sorted)) {
                throw new IllegalStateException("The id run " + ref + " is damaged");
              }
              return keep(ref.location(), sorted);
            },
            disk);
  }

  private Optional<IdRun> readLocal(IdRunRef ref) {
    Path local = localFile(ref.location());
    try {
      byte[] sorted = Files.readAllBytes(local);
      if (isWhole(ref, sorted)) {
        return Optional.of(new IdRun(ref, local, sorted));
      }
      Files.delete(local);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the id run " + local, e);
    }
  }

  private static boolean isWhole(IdRunRef ref, byte[] sorted) {
    return sorted.length == ref.count() * SortedIds.BYTES && SortedIds.areSorted(sorted);
  }

  /** All ids of some runs as one new run. */
  CompletionStage<IdRun> merge(String partition, List<IdRun> runs) {
    return CompletableFuture.supplyAsync(() -> SortedIds.merge(read(runs)), disk)
        .thenCompose(merged -> put(partition, merged));
  }

  private static List<byte[]> read(List<IdRun> runs) {
    List<byte[]> contents = new ArrayList<>(runs.size());
    for (IdRun run : runs) {
      try {
        contents.add(Files.readAllBytes(run.file()));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the id run " + run.file(), e);
      }
    }
    return contents;
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
    Path local = localFile(location);
    try {
      Path part = Files.createTempFile(folder, "run", ".part");
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(sorted);
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(false);
      }
      Files.move(part, local, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep an id run in " + folder, e);
    }
    return new IdRun(new IdRunRef(location, sorted.length / SortedIds.BYTES), local, sorted);
  }

  /** Object names end in a random id, so the last part is unique. */
  private Path localFile(String location) {
    return folder.resolve(location.substring(location.lastIndexOf('/') + 1));
  }
}
