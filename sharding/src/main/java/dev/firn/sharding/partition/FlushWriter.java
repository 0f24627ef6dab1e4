package dev.firn.sharding.partition;

import dev.firn.events.AppendedBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.partition.PartitionEvent.FlushPrepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes appends of one partition to a data file, and their ids beside it. */
final class FlushWriter {

  /** A flush that is durable in the object store and not yet journaled. */
  record Written(FlushPrepared event, IdRun run) {}

  private final PartitionServices services;
  private final String partition;
  private final String persistenceId;

  FlushWriter(PartitionServices services, String partition, String persistenceId) {
    this.services = services;
    this.partition = partition;
    this.persistenceId = persistenceId;
  }

  /** Called on the partition's actor; the work is done elsewhere. */
  CompletionStage<Written> write(
      PartitionKey key, long epoch, List<AppendRef> refs, Deduplication deduplication) {
    long from = refs.get(0).append();
    long to = refs.get(refs.size() - 1).append();
    CompletionStage<IdRun> run = deduplication.writeRun(from, to);
    return batches(epoch, refs)
        .thenCompose(batches -> services.dataFiles().write(key, partition + "#" + epoch, batches))
        .thenCombine(
            run,
            (file, ids) ->
                new Written(
                    new FlushPrepared(UUID.randomUUID().toString(), from, to, file, ids.ref()),
                    ids));
  }

  /**
   * The next reading of these appends is from the journal, not from memory; whether any was there.
   */
  boolean letGo(long epoch, List<AppendRef> refs) {
    boolean wasThere = false;
    for (AppendRef ref : refs) {
      wasThere |= services.cache().remove(partition, epoch, ref.append(), ref.batchId());
    }
    return wasThere;
  }

  /** One append, with the rows it came with. */
  CompletionStage<AppendedBatch> read(long epoch, AppendRef ref) {
    return batches(epoch, List.of(ref)).thenApply(batches -> batches.get(0));
  }

  /**
   * From memory where they still are, from the journal otherwise. Of appends that are left without
   * rows neither need have them.
   */
  private CompletionStage<List<AppendedBatch>> batches(long epoch, List<AppendRef> all) {
    List<AppendRef> refs = all.stream().filter(ref -> !ref.isEmptied()).toList();
    List<AppendedBatch> cached = new ArrayList<>(refs.size());
    for (AppendRef ref : refs) {
      Optional<AppendedBatch> batch =
          services
              .cache()
              .find(partition, epoch, ref.append(), ref.batchId())
              .map(found -> new AppendedBatch(ref.append(), found, ref.duplicates()));
      if (batch.isEmpty()) {
        return fromJournal(refs);
      }
      cached.add(batch.get());
    }
    return CompletableFuture.completedFuture(cached);
  }

  private CompletionStage<List<AppendedBatch>> fromJournal(List<AppendRef> refs) {
    return services
        .journal()
        .read(
            persistenceId, refs.get(0).sequenceNumber(), refs.get(refs.size() - 1).sequenceNumber())
        .thenApply(found -> inOrder(refs, found));
  }

  private static List<AppendedBatch> inOrder(List<AppendRef> refs, List<AppendedBatch> read) {
    Map<Long, AppendedBatch> byAppend =
        read.stream().collect(Collectors.toMap(AppendedBatch::append, Function.identity()));
    return refs.stream()
        .map(
            ref ->
                Optional.ofNullable(byAppend.get(ref.append()))
                    .map(found -> new AppendedBatch(ref.append(), found.batch(), ref.duplicates()))
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "The journal has lost append " + ref.append())))
        .toList();
  }
}
