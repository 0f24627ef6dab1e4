package dev.firn.node.lake;

import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.UnwritableRow;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.table.TableObjects;
import dev.firn.events.AppendedBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.ObjectFolder;
import dev.firn.sharding.UnwritableRowsException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Data files and small objects of a table, each kind on threads of its own. */
final class TableDataFiles implements DataFiles {
  private final DataFileWriter writer;
  private final TableObjects objects;
  private final TableRefresh refresh;
  private final Executor writers;
  private final Executor objectThreads;
  private final Executor scanThreads;

  /**
   * @param writers as many threads as files may be open for writing
   * @param objectThreads for small objects, which never wait behind large ones
   * @param scanThreads for what may take long and nobody waits for
   */
  TableDataFiles(
      DataFileWriter writer,
      TableObjects objects,
      TableRefresh refresh,
      Executor writers,
      Executor objectThreads,
      Executor scanThreads) {
    this.writer = writer;
    this.objects = objects;
    this.refresh = refresh;
    this.writers = writers;
    this.objectThreads = objectThreads;
    this.scanThreads = scanThreads;
  }

  @Override
  public CompletionStage<DataFile> write(
      PartitionKey partition, String ingestWriter, List<AppendedBatch> batches) {
    return CompletableFuture.supplyAsync(
        () ->
            dataFile(
                refresh.ifFails(() -> write(() -> writer.write(partition, ingestWriter, batches)))),
        writers);
  }

  /** Rows are blamed only as long as the table is what they were tried against. */
  private WrittenFile write(Supplier<WrittenFile> attempt) {
    try {
      return attempt.get();
    } catch (dev.firn.catalog.datafile.UnwritableRowsException e) {
      if (refresh.isStill(e.form())) {
        throw new UnwritableRowsException(e.rows().stream().map(TableDataFiles::row).toList(), e);
      }
      throw new IllegalStateException(
          "The table has changed; the rows are tried against it anew", e);
    }
  }

  private static UnwritableRowsException.Row row(UnwritableRow row) {
    return new UnwritableRowsException.Row(row.append(), row.index(), row.reason(), row.detail());
  }

  private static DataFile dataFile(WrittenFile file) {
    return new DataFile(
        file.location(),
        file.bytes(),
        file.rows(),
        file.descriptor(),
        file.tableUuid(),
        file.schemaId(),
        file.specId());
  }

  @Override
  public CompletionStage<Void> refresh(String reason) {
    return CompletableFuture.runAsync(() -> refresh.after(reason), objectThreads);
  }

  @Override
  public CompletionStage<String> putObject(String name, byte[] content) {
    return CompletableFuture.supplyAsync(
        () -> refresh.ifFails(() -> objects.put(name, content)), objectThreads);
  }

  @Override
  public CompletionStage<Optional<byte[]>> readObject(String location) {
    return CompletableFuture.supplyAsync(() -> objects.find(location), objectThreads);
  }

  @Override
  public CompletionStage<List<ObjectFolder>> foldersUntouchedSince(Instant moment, int most) {
    return CompletableFuture.supplyAsync(
        () ->
            objects.untouchedSince(moment, most).stream()
                .map(folder -> new ObjectFolder(folder.name(), folder.locations()))
                .toList(),
        scanThreads);
  }

  @Override
  public CompletionStage<Void> deleteObject(String location) {
    return CompletableFuture.runAsync(() -> objects.delete(location), objectThreads);
  }
}
