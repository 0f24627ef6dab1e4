package dev.firn.sharding.cluster;

import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.LakeTable;
import dev.firn.sharding.ObjectFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory that keeps the ports' contracts: files are written create-only, a commit lands
 * once however often it is tried. It can be told to fail, and survives the node beside it.
 */
final class MemoryLake extends MemoryCommits implements DataFiles, FlushedRows {
  static final String UUID = "6f1c9a52-0000-4000-8000-000000000001";
  static final String REJECTED_UUID = "6f1c9a52-0000-4000-8000-000000000002";

  private final WrittenRows rows = new WrittenRows();
  private final SmallObjects small = new SmallObjects();
  private @Nullable MemoryLake rejected;
  private int failWrites;
  private int rebuilds;

  MemoryLake() {
    this(UUID);
  }

  private MemoryLake(String uuid) {
    super(uuid);
  }

  /** One instance serves one thread, and tests run side by side. */
  static EventIds ids() {
    return new EventIds("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  }

  LakeTable table() {
    return new LakeTable(this, this, this, this::uuid);
  }

  private synchronized String uuid() {
    return history.uuid();
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
                    uuid(),
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
    return WrittenRows.reading(
        rowsOf(partition, epoch, throughAppend, snapshots).stream()
            .map(WrittenRows.Provenance::id)
            .toList());
  }

  @Override
  public Ids rejectedIdsOf(PartitionKey partition) {
    return rejected().letterIdsOf(partition);
  }

  private synchronized Ids letterIdsOf(PartitionKey partition) {
    rebuilds++;
    return WrittenRows.reading(
        history.files().stream()
            .flatMap(file -> rows.lettersOf(file, partition).stream())
            .map(letter -> ByteBuffer.wrap(letter.identityBytes()))
            .toList());
  }

  private synchronized List<WrittenRows.Provenance> rowsOf(
      PartitionKey partition, long epoch, long through, List<Long> snapshots) {
    rebuilds++;
    long newest = snapshots.stream().mapToLong(id -> id).max().orElse(-1);
    return history
        .filesWithRolledBack(newest)
        .flatMap(file -> rows.provenanceOf(file).stream())
        .filter(row -> row.partition().equals(partition) && row.isUpTo(epoch, through))
        .toList();
  }

  synchronized List<String> rows() {
    return history.files().stream().flatMap(file -> rows.idsOf(file).stream()).toList();
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

  /** Runs of ids of rejected rows. */
  int rejectedRuns() {
    return small.countNamed("/rejected-");
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
}
