package dev.firn.sharding;

import dev.firn.events.AppendedBatch;
import dev.firn.events.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Port to the object store: data files and the id sidecars beside them. Implementations block on
 * dispatchers of their own. A failed stage means that nothing usable was written; the caller tries
 * again with a new name.
 */
public interface DataFiles {

  /**
   * Writes the rows of the batches that are not duplicates to one new data file. The stage fails
   * with {@link UnwritableRowsException} where some of them can never be written.
   *
   * @param writer value of the rows' {@code ingest_writer}: partition id and epoch
   */
  CompletionStage<DataFile> write(
      PartitionKey partition, String writer, List<AppendedBatch> batches);

  /**
   * Looks at the table anew, because a file that was written for it is refused: the next write goes
   * by the table of now. Completes when it has looked, also where that failed.
   */
  default CompletionStage<Void> refresh(String reason) {
    return CompletableFuture.completedFuture(null);
  }

  /** Writes a new small object, create-only, and answers its location. */
  CompletionStage<String> putObject(String name, byte[] content);

  /** The whole object; empty where there is none, which is no failure. */
  CompletionStage<Optional<byte[]>> readObject(String location);

  /**
   * Folders of small objects in which nothing is newer than a moment, so that no long list of all
   * objects need be held. None where the store cannot be listed.
   *
   * @param most folders in the answer; the others are found when these are gone
   */
  CompletionStage<List<ObjectFolder>> foldersUntouchedSince(Instant moment, int most);

  /** Deleting what is not there is no failure. */
  CompletionStage<Void> deleteObject(String location);

  /**
   * A data file that no snapshot holds yet.
   *
   * @param descriptor what a commit needs of it, opaque here
   */
  record DataFile(
      String location,
      long bytes,
      long rows,
      String descriptor,
      String tableUuid,
      int schemaId,
      int specId) {}
}
