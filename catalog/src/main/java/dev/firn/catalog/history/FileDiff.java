package dev.firn.catalog.history;

import dev.firn.catalog.history.SnapshotDiff.Amount;
import dev.firn.catalog.history.SnapshotDiff.Relation;
import dev.firn.catalog.history.SnapshotDiff.Side;
import dev.firn.catalog.table.PartitionName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Compares the files of two snapshots. Manifests that both have are read once, for their sums; of
 * the others, the files of the first snapshot are held in memory, so many at a time: where they are
 * more, the manifests are read again for each further part.
 */
final class FileDiff {
  private static final List<String> COLUMNS =
      List.of("file_path", "partition", "record_count", "file_size_in_bytes");
  private static final int HELD_AT_ONCE = 200_000;

  private final Table table;
  private final Snapshot from;
  private final Snapshot to;
  private final int heldAtOnce;
  private final Map<String, PartitionDiff> partitions = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  FileDiff(Table table, Snapshot from, Snapshot to) {
    this(table, from, to, HELD_AT_ONCE);
  }

  /**
   * @param heldAtOnce files of the first snapshot
   */
  FileDiff(Table table, Snapshot from, Snapshot to, int heldAtOnce) {
    this.table = table;
    this.from = from;
    this.to = to;
    this.heldAtOnce = heldAtOnce;
  }

  /**
   * @throws RuntimeException when a manifest cannot be read
   */
  SnapshotDiff read() {
    compareData();
    compareDeletes();
    Amount kept = sum(PartitionDiff::kept);
    List<PartitionDiff> changed =
        partitions.values().stream()
            .filter(partition -> partition.kind() != PartitionDiff.Kind.UNCHANGED)
            .sorted(
                Comparator.comparingLong(FileDiff::weight)
                    .reversed()
                    .thenComparing(PartitionDiff::name))
            .toList();
    return new SnapshotDiff(
        side(from, kept.plus(sum(PartitionDiff::removed))),
        side(to, kept.plus(sum(PartitionDiff::added))),
        relation(),
        changed);
  }

  private static long weight(PartitionDiff partition) {
    return partition.added().rows() + partition.removed().rows();
  }

  private Amount sum(Function<PartitionDiff, Amount> part) {
    return partitions.values().stream().map(part).reduce(Amount.NONE, Amount::plus);
  }

  private static Side side(Snapshot snapshot, Amount holds) {
    return new Side(
        snapshot.snapshotId(), snapshot.sequenceNumber(), snapshot.timestampMillis(), holds);
  }

  private Relation relation() {
    if (from.snapshotId() == to.snapshotId()) {
      return Relation.SAME;
    }
    if (SnapshotUtil.isAncestorOf(to.snapshotId(), from.snapshotId(), table::snapshot)) {
      return Relation.FORWARD;
    }
    return SnapshotUtil.isAncestorOf(from.snapshotId(), to.snapshotId(), table::snapshot)
        ? Relation.BACKWARD
        : Relation.APART;
  }

  private void compareData() {
    Manifests manifests =
        Manifests.of(from.dataManifests(table.io()), to.dataManifests(table.io()));
    manifests.shared().forEach(manifest -> data(manifest, file -> add(kept(held(file)))));
    long files = manifests.former().stream().mapToLong(FileDiff::files).sum();
    int parts = (int) (files / heldAtOnce) + 1;
    for (int part = 0; part < parts; part++) {
      compareData(manifests, part, parts);
    }
  }

  private static long files(ManifestFile manifest) {
    Integer added = manifest.addedFilesCount();
    Integer existing = manifest.existingFilesCount();
    return (added == null ? 0L : added) + (existing == null ? 0L : existing);
  }

  private void compareData(Manifests manifests, int part, int parts) {
    Map<String, Held> former = new HashMap<>();
    for (ManifestFile manifest : manifests.former()) {
      data(manifest, part, parts, file -> former.put(file.location(), held(file)));
    }
    for (ManifestFile manifest : manifests.latter()) {
      data(
          manifest,
          part,
          parts,
          file -> {
            boolean wasThere = former.remove(file.location()) != null;
            add(wasThere ? kept(held(file)) : added(held(file)));
          });
    }
    former.values().forEach(file -> add(removed(file)));
  }

  private void data(ManifestFile manifest, int part, int parts, Consumer<DataFile> files) {
    data(
        manifest,
        file -> {
          if (Math.floorMod(file.location().hashCode(), parts) == part) {
            files.accept(file);
          }
        });
  }

  /** Of a file, what is counted; many share the name of their partition. */
  private record Held(String partition, long rows, long bytes) {
    Amount amount() {
      return new Amount(1, rows, bytes);
    }
  }

  private Held held(DataFile file) {
    String partition =
        names.computeIfAbsent(PartitionName.of(file.partition()), Function.identity());
    return new Held(partition, file.recordCount(), file.fileSizeInBytes());
  }

  private static PartitionDiff kept(Held file) {
    return new PartitionDiff(file.partition(), file.amount(), Amount.NONE, Amount.NONE, 0, 0);
  }

  private static PartitionDiff added(Held file) {
    return new PartitionDiff(file.partition(), Amount.NONE, file.amount(), Amount.NONE, 0, 0);
  }

  private static PartitionDiff removed(Held file) {
    return new PartitionDiff(file.partition(), Amount.NONE, Amount.NONE, file.amount(), 0, 0);
  }

  private void add(PartitionDiff more) {
    partitions.merge(more.name(), more, PartitionDiff::plus);
  }

  /** There are few: Firn makes none, and other engines fold them in. */
  private void compareDeletes() {
    Manifests manifests =
        Manifests.of(from.deleteManifests(table.io()), to.deleteManifests(table.io()));
    Map<String, String> former = deletes(manifests.former());
    Map<String, String> latter = deletes(manifests.latter());
    latter.forEach(
        (location, partition) -> {
          if (!former.containsKey(location)) {
            add(deletes(partition, 1, 0));
          }
        });
    former.forEach(
        (location, partition) -> {
          if (!latter.containsKey(location)) {
            add(deletes(partition, 0, 1));
          }
        });
  }

  private static PartitionDiff deletes(String partition, long now, long before) {
    return new PartitionDiff(partition, Amount.NONE, Amount.NONE, Amount.NONE, now, before);
  }

  private Map<String, String> deletes(List<ManifestFile> manifests) {
    Map<String, String> partitionsByFile = new HashMap<>();
    for (ManifestFile manifest : manifests) {
      read(
          manifest,
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()),
          file -> partitionsByFile.put(file.location(), PartitionName.of(file.partition())));
    }
    return partitionsByFile;
  }

  private void data(ManifestFile manifest, Consumer<DataFile> files) {
    read(manifest, ManifestFiles.read(manifest, table.io(), table.specs()).select(COLUMNS), files);
  }

  private static <F extends ContentFile<F>> void read(
      ManifestFile manifest, ManifestReader<F> reader, Consumer<F> files) {
    try (reader) {
      reader.forEach(files);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + manifest.path(), e);
    }
  }

  /** Those that both have, the first alone, and the second alone. */
  private record Manifests(
      List<ManifestFile> shared, List<ManifestFile> former, List<ManifestFile> latter) {
    static Manifests of(List<ManifestFile> from, List<ManifestFile> to) {
      Set<String> before = paths(from);
      Set<String> after = paths(to);
      return new Manifests(
          from.stream().filter(manifest -> after.contains(manifest.path())).toList(),
          from.stream().filter(manifest -> !after.contains(manifest.path())).toList(),
          to.stream().filter(manifest -> !before.contains(manifest.path())).toList());
    }

    private static Set<String> paths(List<ManifestFile> manifests) {
      return manifests.stream().map(ManifestFile::path).collect(Collectors.toSet());
    }
  }
}
