package dev.firn.sharding.cluster;

import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.CloudEvent;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowView;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.ObjectFolder;
import dev.firn.sharding.TableCommits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A table in memory that keeps the ports' contracts: files are written create-only, a commit lands
 * once however often it is tried. It can be told to fail, and survives the node beside it.
 */
final class MemoryLake implements DataFiles, TableCommits, FlushedRows {
  static final EventIds IDS = new EventIds("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  static final String UUID = "6f1c9a52-0000-4000-8000-000000000001";

  /** A row as its ids are made of. */
  private record Provenance(PartitionKey partition, String writer, long append, ByteBuffer id) {}

  private final Map<String, List<String>> files = new HashMap<>();
  private final Map<String, List<Provenance>> provenance = new HashMap<>();
  private final List<Provenance> committed = new ArrayList<>();
  private final Map<String, byte[]> objects = new HashMap<>();
  private final Map<String, Instant> writtenAt = new HashMap<>();
  private final List<String> rows = new ArrayList<>();
  private final List<String> writers = new ArrayList<>();
  private final Map<Long, String> commits = new HashMap<>();
  private final List<String> undone = new ArrayList<>();
  private long ledger;
  private int failWrites;
  private int loseAnswers;
  private int refuseFiles;
  private int rollBacks;
  private int rebuilds;
  private boolean isCommitBlocked;

  @Override
  public synchronized CompletionStage<DataFile> write(
      PartitionKey partition, String writer, List<AppendedBatch> batches) {
    if (failWrites > 0) {
      failWrites--;
      return CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
    }
    List<String> ids = new ArrayList<>();
    List<Provenance> from = new ArrayList<>();
    RowView view = new RowView();
    for (AppendedBatch batch : batches) {
      BatchRows opened = batch.batch().open();
      for (int row = 0; row < opened.count(); row++) {
        if (!batch.duplicates().get(row)) {
          CloudEvent event = view.at(opened, row).toCloudEvent();
          String tenant = opened.origin(row).tenant();
          ids.add(event.id());
          from.add(
              new Provenance(
                  partition,
                  writer,
                  batch.append(),
                  ByteBuffer.wrap(IDS.hash(tenant, partition, event.source(), event.id()))));
        }
      }
    }
    String location = "memory:" + java.util.UUID.randomUUID();
    files.put(location, ids);
    provenance.put(location, from);
    writers.add(writer);
    return CompletableFuture.completedFuture(
        new DataFile(location, ids.size() * 10L, ids.size(), location, UUID, 0, 0));
  }

  @Override
  public synchronized CompletionStage<String> putObject(String name, byte[] content) {
    if (objects.putIfAbsent("memory:ids/" + name, content.clone()) != null) {
      return CompletableFuture.failedFuture(new IllegalStateException("exists: " + name));
    }
    writtenAt.put("memory:ids/" + name, Instant.now());
    return CompletableFuture.completedFuture("memory:ids/" + name);
  }

  @Override
  public synchronized CompletionStage<Optional<byte[]>> readObject(String location) {
    return CompletableFuture.completedFuture(Optional.ofNullable(objects.get(location)));
  }

  @Override
  public synchronized CompletionStage<List<ObjectFolder>> foldersUntouchedSince(
      Instant moment, int most) {
    Map<String, List<String>> folders = new TreeMap<>();
    for (String location : objects.keySet()) {
      String name = location.substring("memory:ids/".length(), location.lastIndexOf('/'));
      folders.computeIfAbsent(name, any -> new ArrayList<>()).add(location);
    }
    return CompletableFuture.completedFuture(
        folders.entrySet().stream()
            .filter(
                folder -> folder.getValue().stream().noneMatch(it -> writtenAt(it).isAfter(moment)))
            .map(folder -> new ObjectFolder(folder.getKey(), folder.getValue()))
            .toList());
  }

  private Instant writtenAt(String location) {
    return Objects.requireNonNull(writtenAt.get(location));
  }

  @Override
  public synchronized CompletionStage<Void> deleteObject(String location) {
    objects.remove(location);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Ids idsOf(PartitionKey partition, long epoch, long throughAppend) {
    return new Ids() {
      private final Iterator<Provenance> rest = rowsOf(partition, epoch, throughAppend).iterator();

      @Override
      public CompletionStage<long[]> next(int most) {
        List<Long> ids = new ArrayList<>();
        while (rest.hasNext() && ids.size() < 2 * most) {
          ByteBuffer id = rest.next().id().duplicate();
          ids.add(id.getLong());
          ids.add(id.getLong());
        }
        return CompletableFuture.completedFuture(ids.stream().mapToLong(half -> half).toArray());
      }

      @Override
      public void close() {}
    };
  }

  private synchronized List<Provenance> rowsOf(PartitionKey partition, long epoch, long through) {
    rebuilds++;
    return committed.stream()
        .filter(row -> row.partition().equals(partition))
        .filter(
            row -> {
              long writtenIn =
                  Long.parseLong(row.writer().substring(row.writer().indexOf('#') + 1));
              return writtenIn < epoch || (writtenIn == epoch && row.append() <= through);
            })
        .toList();
  }

  @Override
  public synchronized CompletionStage<Ledger> read() {
    return CompletableFuture.completedFuture(new Ledger(UUID, ledger, ledger, ledger));
  }

  @Override
  public synchronized CompletionStage<Outcome> attempt(Plan plan) {
    if (isCommitBlocked) {
      return answer(new Outcome.Unknown("the catalog is away", Optional.empty()));
    }
    if (refuseFiles > 0) {
      refuseFiles--;
      return answer(new Outcome.Unusable(List.of(0), "told so"));
    }
    String before = commits.get(plan.ledger());
    if (before == null && plan.ledger() != ledger + 1) {
      return answer(new Outcome.Park("ledger " + ledger + ", plan " + plan.ledger()));
    }
    if (before == null) {
      commits.put(plan.ledger(), plan.commitId());
      ledger = plan.ledger();
      plan.descriptors().forEach(file -> rows.addAll(files.get(file)));
      plan.descriptors().forEach(file -> committed.addAll(provenance.get(file)));
    } else if (!before.equals(plan.commitId())) {
      return answer(new Outcome.Park("another commit has number " + plan.ledger()));
    }
    if (rollBacks > 0) {
      rollBacks--;
      plan.descriptors().forEach(file -> rows.removeAll(files.get(file)));
      plan.descriptors().forEach(file -> committed.removeAll(provenance.get(file)));
      undone.add(plan.ledger() + ":" + plan.commitId());
      return answer(new Outcome.RolledBack("told so"));
    }
    if (!plan.undone().equals(undone)) {
      return answer(new Outcome.Park("expected to hear of " + undone + ", not " + plan.undone()));
    }
    if (loseAnswers > 0) {
      loseAnswers--;
      return answer(new Outcome.Unknown("the answer was lost", Optional.empty()));
    }
    return answer(new Outcome.Committed(plan.ledger(), plan.ledger()));
  }

  private static CompletionStage<Outcome> answer(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  synchronized List<String> rows() {
    return List.copyOf(rows);
  }

  synchronized int objectCount() {
    return objects.size();
  }

  /** All small objects are gone, or damaged. */
  synchronized void loseObjects(boolean damaged) {
    if (damaged) {
      objects.replaceAll((location, content) -> new byte[content.length]);
    } else {
      objects.clear();
    }
  }

  /** How often a partition's rows were read. */
  synchronized int rebuilds() {
    return rebuilds;
  }

  synchronized void failWrites(int times) {
    failWrites = times;
  }

  synchronized void loseAnswers(int times) {
    loseAnswers = times;
  }

  synchronized void rollBack(int times) {
    rollBacks = times;
  }

  synchronized void refuseFiles(int times) {
    refuseFiles = times;
  }

  synchronized void blockCommits(boolean blocked) {
    isCommitBlocked = blocked;
  }
}
