package dev.firn.sharding.dedup;

import dev.firn.events.AppendedBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.ObjectFolder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Small objects in memory; no data files. */
final class MemoryObjects implements DataFiles {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<DataFile> write(
      PartitionKey partition, String writer, List<AppendedBatch> batches) {
    return CompletableFuture.failedFuture(new IllegalStateException("no data files here"));
  }

  @Override
  public CompletionStage<String> putObject(String name, byte[] content) {
    objects.put(name, content.clone());
    return CompletableFuture.completedFuture(name);
  }

  @Override
  public CompletionStage<Optional<byte[]>> readObject(String location) {
    return CompletableFuture.completedFuture(Optional.ofNullable(objects.get(location)));
  }

  @Override
  public CompletionStage<List<ObjectFolder>> foldersUntouchedSince(Instant moment, int most) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletionStage<Void> deleteObject(String location) {
    objects.remove(location);
    return CompletableFuture.completedFuture(null);
  }

  void flipOneBit(String location) {
    byte[] content = Objects.requireNonNull(objects.get(location)).clone();
    content[content.length - 1] ^= 1;
    objects.put(location, content);
  }
}
