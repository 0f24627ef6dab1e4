package dev.firn.sharding.cluster;

import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.CloudEvent;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowView;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.LakeTable;
import dev.firn.sharding.ObjectFolder;
import dev.firn.sharding.TableCommits;
import dev.firn.sharding.UnwritableRowsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory that keeps the ports' contracts: files are written create-only, a commit lands
 * once however often it is tried. It can be told to fail, and survives the node beside it.
 */
final class MemoryLake implements DataFiles, TableCommits, FlushedRows {
  static final EventIds IDS = new EventIds("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  static final String UUID = "6f1c9a52-0000-4000-8000-000000000001";
  static final String REJECTED_UUID = "6f1c9a52-0000-4000-8000-000000000002";

  /** A row as its ids are made of. */
  private record Provenance(PartitionKey partition, String writer, long append, ByteBuffer id) {}

  private String uuid;
  private @Nullable MemoryLake rejected;
  private final Map<String, List<String>> files = new HashMap<>();
  private final Map<String, List<Provenance>> provenance = new HashMap<>();
  private final Map<String, byte[]> objects = new HashMap<>();
  private final Map<String, Instant> writtenAt = new HashMap<>();
  private final List<Landed> history = new ArrayList<>();
  private final List<Landed> rolledBack = new ArrayList<>();
  private final Map<String, List<String>> markers = new HashMap<>();
  private final List<String> writers = new ArrayList<>();
  private final Map<Long, String> commits = new HashMap<>();
  private final List<CloudEvent> events = new ArrayList<>();
  private final Set<String> unwritable = new HashSet<>();
  private long ledger;
  private long sequence;
  private int failWrites;
  private int loseAnswers;
  private int refuseFiles;
  private int rollBacks;
  private int rebuilds;
  private boolean isCommitBlocked;
  private boolean isMissing;
  private boolean isHistoryShort;

  /** A commit in the table's history. */
  private record Landed(long ledger, String marker, List<String> files, long snapshot) {}

  MemoryLake() {
    this(UUID);
  }

  private MemoryLake(String uuid) {
    this.uuid = uuid;
  }

  LakeTable table() {
    return new LakeTable(this, this, this, () -> uuid);
  }

  /** The table of dead letters beside this one. */
  synchronized MemoryLake rejected() {
    MemoryLake beside = rejected == null ? new MemoryLake(REJECTED_UUID) : rejected;
    rejected = beside;
    return beside;
  }

  /** From now on rows with these ids cannot be written. */
  synchronized void refuseRows(String... ids) {
    unwritable.clear();
    unwritable.addAll(List.of(ids));
  }

  private static UnwritableRowsException.Row unwritable(long append, int row, String id) {
    return new UnwritableRowsException.Row(append, row, "told_so", id);
  }

  @Override
  public synchronized CompletionStage<DataFile> write(
      PartitionKey partition, String writer, List<AppendedBatch> batches) {
    if (failWrites > 0) {
      failWrites--;
      return CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
    }
    List<String> ids = new ArrayList<>();
    List<Provenance> from = new ArrayList<>();
    List<CloudEvent> all = new ArrayList<>();
    List<UnwritableRowsException.Row> refused = new ArrayList<>();
    RowView view = new RowView();
    for (AppendedBatch batch : batches) {
      BatchRows opened = batch.batch().open();
      for (int row = 0; row < opened.count(); row++) {
        if (!batch.duplicates().get(row)) {
          CloudEvent event = view.at(opened, row).toCloudEvent();
          String tenant = opened.origin(row).tenant();
          ids.add(event.id());
          all.add(event);
          from.add(
              new Provenance(
                  partition,
                  writer,
                  batch.append(),
                  ByteBuffer.wrap(IDS.hash(tenant, partition, event.source(), event.id()))));
          if (unwritable.contains(event.id())) {
            refused.add(unwritable(batch.append(), row, event.id()));
          }
        }
      }
    }
    if (!refused.isEmpty()) {
      return CompletableFuture.failedFuture(
          new UnwritableRowsException(refused, new IllegalStateException("told so")));
    }
    events.addAll(all);
    String location = "memory:" + java.util.UUID.randomUUID();
    files.put(location, ids);
    provenance.put(location, from);
    writers.add(writer);
    return CompletableFuture.completedFuture(
        new DataFile(location, ids.size() * 10L, ids.size(), location, uuid, 0, 0));
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
    return history.stream()
        .flatMap(landed -> landed.files().stream())
        .flatMap(file -> provenance.getOrDefault(file, List.of()).stream())
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
    return isMissing
        ? CompletableFuture.failedFuture(new IllegalStateException("no such table"))
        : CompletableFuture.completedFuture(new Ledger(uuid, ledger, current(), current()));
  }

  private long current() {
    return history.isEmpty() ? -1 : history.get(history.size() - 1).snapshot();
  }

  @Override
  public synchronized CompletionStage<Outcome> attempt(Plan plan) {
    String marker = plan.ledger() + ":" + plan.commitId();
    if (isCommitBlocked || isMissing) {
      return answer(new Outcome.Unknown("the catalog is away", Optional.empty()));
    }
    if (!plan.tableUuid().equals(uuid)) {
      return answer(new Outcome.TableReplaced(uuid));
    }
    if (refuseFiles > 0) {
      refuseFiles--;
      return answer(new Outcome.Unusable(List.of(0), "told so"));
    }
    String before = commits.get(plan.ledger());
    if (before == null && plan.ledger() != ledger + 1) {
      return answer(new Outcome.Park("ledger " + ledger + ", plan " + plan.ledger()));
    }
    if (before == null && plan.undone().stream().anyMatch(this::isInHistory)) {
      return answer(new Outcome.Returned("told so"));
    }
    if (before == null && !plan.undone().equals(earlierMarkers(plan))) {
      return answer(
          new Outcome.Park(
              "expected to hear of " + earlierMarkers(plan) + ", not " + plan.undone()));
    }
    boolean isOnBase =
        plan.baseSnapshotId() == -1
            || history.stream().anyMatch(landed -> landed.snapshot() == plan.baseSnapshotId());
    if (before == null) {
      land(plan, marker);
    } else if (!before.equals(plan.commitId())) {
      return answer(new Outcome.Park("another commit has number " + plan.ledger()));
    }
    if (rollBacks > 0) {
      rollBacks--;
      history.removeIf(landed -> landed.marker().equals(marker));
    }
    if (!isInHistory(marker)) {
      return answer(new Outcome.RolledBack(current(), current(), "told so"));
    }
    if (loseAnswers > 0) {
      loseAnswers--;
      return answer(new Outcome.Unknown("the answer was lost", Optional.empty()));
    }
    return answer(new Outcome.Committed(current(), current(), isOnBase));
  }

  private void land(Plan plan, String marker) {
    commits.put(plan.ledger(), plan.commitId());
    ledger = plan.ledger();
    history.add(new Landed(plan.ledger(), marker, plan.descriptors(), ++sequence));
    plan.descriptors()
        .forEach(file -> markers.computeIfAbsent(file, name -> new ArrayList<>()).add(marker));
  }

  private List<String> earlierMarkers(Plan plan) {
    return markers.getOrDefault(plan.descriptors().get(0), List.of());
  }

  private boolean isInHistory(String marker) {
    return history.stream().anyMatch(landed -> landed.marker().equals(marker));
  }

  @Override
  public synchronized CompletionStage<Sighting> examine(Examination examination) {
    if (isMissing) {
      return CompletableFuture.failedFuture(new IllegalStateException("no such table"));
    }
    boolean isAnchored =
        history.stream().anyMatch(landed -> landed.snapshot() == examination.anchor());
    List<Long> gone =
        examination.kept().stream()
            .filter(kept -> !isAnchored && kept.markers().stream().noneMatch(this::isInHistory))
            .map(Kept::ledger)
            .toList();
    List<Long> all = examination.kept().stream().map(Kept::ledger).toList();
    return CompletableFuture.completedFuture(
        isHistoryShort
            ? new Sighting(uuid, current(), current(), List.of(), List.of(), all)
            : new Sighting(uuid, current(), current(), gone, List.of(), List.of()));
  }

  @Override
  public synchronized CompletionStage<Rows> find(List<String> descriptors) {
    List<String> live = history.stream().flatMap(landed -> landed.files().stream()).toList();
    long found = descriptors.stream().filter(live::contains).count();
    Found answer = found == 0 ? Found.NONE : found == descriptors.size() ? Found.ALL : Found.SOME;
    return CompletableFuture.completedFuture(new Rows(uuid, current(), current(), answer));
  }

  private static CompletionStage<Outcome> answer(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  synchronized List<String> rows() {
    return history.stream()
        .flatMap(landed -> landed.files().stream())
        .flatMap(file -> files.getOrDefault(file, List.of()).stream())
        .toList();
  }

  /** Commits of these numbers leave the history, as after somebody's rollback. */
  synchronized void rollBackTo(long lastLedger) {
    rolledBack.clear();
    history.stream().filter(landed -> landed.ledger() > lastLedger).forEach(rolledBack::add);
    history.removeAll(rolledBack);
  }

  /** Somebody puts the table back to where it was. */
  synchronized void undoRollback() {
    history.addAll(rolledBack);
  }

  /** A client deletes the rows of a file. */
  synchronized void deleteOneFileOf(long ledgerNumber) {
    history.replaceAll(
        landed ->
            landed.ledger() == ledgerNumber
                ? new Landed(
                    ledgerNumber,
                    landed.marker(),
                    landed.files().subList(1, landed.files().size()),
                    landed.snapshot())
                : landed);
  }

  /** History does not tell: somebody expires every snapshot. */
  synchronized void shortenHistory(boolean isShort) {
    isHistoryShort = isShort;
  }

  synchronized void drop(boolean missing) {
    isMissing = missing;
  }

  /** Another, empty table under the name. */
  synchronized void recreate(String newUuid) {
    uuid = newUuid;
    isMissing = false;
    history.clear();
    commits.clear();
    ledger = 0;
  }

  synchronized long ledger() {
    return ledger;
  }

  /** How many files were ever written. */
  synchronized int fileCount() {
    return files.size();
  }

  /** Every row of every file, committed or not. */
  synchronized List<CloudEvent> events() {
    return List.copyOf(events);
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
