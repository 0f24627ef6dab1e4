package dev.firn.sharding.cluster;

import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.LakeTable;
import dev.firn.sharding.ObjectFolder;
import dev.firn.sharding.TableCommits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory that keeps the ports' contracts: files are written create-only, a commit lands
 * once however often it is tried. It can be told to fail, and survives the node beside it.
 */
final class MemoryLake implements DataFiles, TableCommits, FlushedRows {
  static final EventIds IDS = new EventIds("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  static final String UUID = "6f1c9a52-0000-4000-8000-000000000001";
  static final String REJECTED_UUID = "6f1c9a52-0000-4000-8000-000000000002";

  private String uuid;
  private @Nullable MemoryLake rejected;
  private final WrittenRows rows = new WrittenRows();
  private final SmallObjects small = new SmallObjects();
  private final List<Landed> history = new ArrayList<>();
  private final List<Landed> rolledBack = new ArrayList<>();
  private final Map<String, List<String>> markers = new HashMap<>();
  private final Map<Long, String> commits = new HashMap<>();
  private final Map<String, Table> tables = new HashMap<>();
  private long ledger;
  private long sequence;
  private int failWrites;
  private int loseAnswers;
  private int refuseFiles;
  private int rollBacks;
  private int rebuilds;
  private int looks;
  private int searches;
  private CompletableFuture<Void> lookEnds = CompletableFuture.completedFuture(null);
  private @Nullable CompletableFuture<Void> attemptEnds;
  private boolean isCommitBlocked;
  private boolean isMissing;
  private boolean isHistoryShort;
  private boolean areBasesHidden;
  private long expiredThrough;

  /** A commit in the table's history. */
  private record Landed(long ledger, String marker, List<String> files, long snapshot) {}

  /** A table that another stands in the place of. */
  private record Table(List<Landed> history, Map<Long, String> commits, long ledger) {}

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
    rows.refuse(ids);
  }

  @Override
  public synchronized CompletionStage<DataFile> write(
      PartitionKey partition, String writer, List<AppendedBatch> batches) {
    if (failWrites > 0) {
      failWrites--;
      return CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
    }
    return rows.write(partition, writer, batches)
        .thenApply(
            location ->
                new DataFile(
                    location,
                    rows.idsOf(location).size() * 10L,
                    rows.idsOf(location).size(),
                    location,
                    uuid,
                    0,
                    0));
  }

  @Override
  public CompletionStage<String> putObject(String name, byte[] content) {
    return small.put(name, content);
  }

  @Override
  public CompletionStage<Optional<byte[]>> readObject(String location) {
    return small.read(location);
  }

  @Override
  public CompletionStage<List<ObjectFolder>> foldersUntouchedSince(Instant moment, int most) {
    return small.foldersUntouchedSince(moment);
  }

  @Override
  public CompletionStage<Void> deleteObject(String location) {
    return small.delete(location);
  }

  @Override
  public Ids idsOf(PartitionKey partition, long epoch, long throughAppend, List<Long> snapshots) {
    return WrittenRows.reading(rowsOf(partition, epoch, throughAppend, snapshots));
  }

  private synchronized List<WrittenRows.Provenance> rowsOf(
      PartitionKey partition, long epoch, long through, List<Long> snapshots) {
    rebuilds++;
    long newest = snapshots.stream().mapToLong(id -> id).max().orElse(-1);
    return Stream.concat(
            history.stream(), rolledBack.stream().filter(landed -> landed.snapshot() <= newest))
        .flatMap(landed -> landed.files().stream())
        .flatMap(file -> rows.provenanceOf(file).stream())
        .filter(row -> row.partition().equals(partition) && row.isUpTo(epoch, through))
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
    CompletableFuture<Void> end = attemptEnds;
    if (end != null) {
      attemptEnds = null;
      return end.thenCompose(now -> attempt(plan));
    }
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
    if (before == null && !plan.undone().containsAll(earlierMarkers(plan))) {
      return answer(
          new Outcome.Park(
              "expected to hear of " + earlierMarkers(plan) + ", not " + plan.undone()));
    }
    boolean isOnBase =
        !areBasesHidden && (plan.baseSnapshotId() == -1 || isThere(plan.baseSnapshotId()));
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
    List<Long> gone =
        examination.kept().stream()
            .filter(kept -> !isThere(kept.seenIn()))
            .filter(kept -> isHistoryShort || kept.markers().stream().noneMatch(this::isInHistory))
            .map(Kept::ledger)
            .toList();
    Sighting sighting =
        isHistoryShort
            ? new Sighting(uuid, current(), current(), List.of(), List.of(), gone)
            : new Sighting(uuid, current(), current(), gone, List.of(), List.of());
    looks++;
    return lookEnds.thenApply(now -> sighting);
  }

  private boolean isThere(long snapshot) {
    return snapshot > expiredThrough
        && history.stream().anyMatch(landed -> landed.snapshot() == snapshot);
  }

  @Override
  public synchronized CompletionStage<Rows> find(List<String> descriptors) {
    searches++;
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
        .flatMap(file -> rows.idsOf(file).stream())
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
    expiredThrough = isShort ? sequence : 0;
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

  /** Another table under the name; this one waits where it is, and may be swapped in again. */
  synchronized void swap(String newUuid) {
    tables.put(uuid, new Table(List.copyOf(history), Map.copyOf(commits), ledger));
    uuid = newUuid;
    Table next = tables.getOrDefault(newUuid, new Table(List.of(), Map.of(), 0));
    history.clear();
    history.addAll(next.history());
    commits.clear();
    commits.putAll(next.commits());
    ledger = next.ledger();
  }

  /** Looks at the table that begin from now on end with this. */
  synchronized void endLooksWith(CompletableFuture<Void> end) {
    lookEnds = end;
  }

  /** The next attempt hangs on its way to the catalog until this ends. */
  synchronized void endAttemptWith(CompletableFuture<Void> end) {
    attemptEnds = end;
  }

  /** No commit can be seen to be on its base, as when others write in between. */
  synchronized void hideBases() {
    areBasesHidden = true;
  }

  /** How often the table was looked at, and how often rows were searched for. */
  synchronized int looks() {
    return looks;
  }

  synchronized int searches() {
    return searches;
  }

  synchronized long ledger() {
    return ledger;
  }

  /** How many files were ever written. */
  synchronized int fileCount() {
    return rows.files();
  }

  /** Every row of every file, committed or not. */
  synchronized List<CloudEvent> events() {
    return rows.events();
  }

  int objectCount() {
    return small.count();
  }

  /** All small objects are gone, or damaged. */
  void loseObjects(boolean damaged) {
    small.lose(damaged);
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
