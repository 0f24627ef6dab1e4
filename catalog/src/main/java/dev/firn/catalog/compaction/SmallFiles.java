package dev.firn.catalog.compaction;

import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * Where small files have come into the table. Goes by sequence numbers, which only grow, whatever
 * becomes of the history: of the current snapshot's manifests only those are read that were written
 * since. Blocking.
 */
public final class SmallFiles {
  private static final List<String> COLUMNS =
      List.of("file_path", "file_size_in_bytes", "partition");

  private final EventTable table;
  private final CompactionSettings settings;

  public SmallFiles(EventTable table, CompactionSettings settings) {
    this.table = table;
    this.settings = settings;
  }

  /**
   * What was found.
   *
   * @param through sequence number that was looked at
   * @param files small ones that have come, by partition
   * @param elsewhere who else rewrites the table's files, if somebody does
   */
  public record Found(long through, Map<PartitionKey, Integer> files, Optional<String> elsewhere) {
    public Found {
      files = Map.copyOf(files);
    }
  }

  /**
   * What came after this sequence number and is there still; with 0 everything.
   *
   * @throws RuntimeException when catalog or store failed
   */
  public Found after(long sequenceNumber) {
    Table seen = table.fresh();
    Snapshot current = seen.currentSnapshot();
    Optional<String> elsewhere = OtherMaintenance.of(seen);
    if (current == null) {
      return new Found(sequenceNumber, Map.of(), elsewhere);
    }
    Map<PartitionKey, Integer> files = new HashMap<>();
    for (ManifestFile manifest : current.dataManifests(seen.io())) {
      if (manifest.sequenceNumber() > sequenceNumber) {
        count(seen, manifest, sequenceNumber, files);
      }
    }
    return new Found(Math.max(sequenceNumber, current.sequenceNumber()), files, elsewhere);
  }

  /**
   * How many files, of any size, lack a column that events of their type fill, by partition.
   *
   * @throws RuntimeException when catalog or store failed
   */
  public Map<PartitionKey, Integer> unfilled() {
    Map<PartitionKey, Integer> counts = new HashMap<>();
    new UnfilledFiles(table.fresh())
        .find(Expressions.alwaysTrue())
        .forEach((partition, files) -> counts.put(partition, files.size()));
    return counts;
  }

  private void count(
      Table seen, ManifestFile manifest, long sequenceNumber, Map<PartitionKey, Integer> files) {
    try (ManifestReader<DataFile> reader =
        ManifestFiles.read(manifest, seen.io(), seen.specs()).select(COLUMNS)) {
      for (DataFile file : reader) {
        Long since = file.fileSequenceNumber();
        if (since != null && since > sequenceNumber && settings.isSmall(file.fileSizeInBytes())) {
          partition(file.partition()).ifPresent(key -> files.merge(key, 1, Integer::sum));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + manifest.path(), e);
    }
  }

  /** Files of another partition spec are left alone. */
  static Optional<PartitionKey> partition(StructLike partition) {
    boolean isOurs =
        partition.size() == 2
            && partition.get(0, Object.class) instanceof CharSequence type
            && !type.isEmpty()
            && partition.get(1, Object.class) instanceof Integer;
    return isOurs
        ? Optional.of(
            new PartitionKey(
                partition.get(0, CharSequence.class).toString(), partition.get(1, Integer.class)))
        : Optional.empty();
  }
}
