package dev.firn.catalog.upkeep;

import dev.firn.catalog.compaction.ObjectDeletion;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds objects that no snapshot refers to, and deletes them. An object goes only if all of this is
 * so:
 *
 * <ul>
 *   <li>it is older than {@code firn.upkeep.orphan-age}, and by its name it was written for the
 *       table;
 *   <li>the partition that it was written for has nothing on its way into the table: so it is
 *       neither buffered, nor flushed, nor planned;
 *   <li>no commit of the table is of unknown fate or lost, so that its files may be added again;
 *   <li>no snapshot of the table, loaded after all that was asked, refers to it.
 * </ul>
 *
 * <p>What is about to be committed later was written later, and is too young. Memory does not
 * depend on how many objects there are. Blocking.
 */
public final class OrphanFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanFiles.class);
  private static final int AT_ONCE = 1_000;

  private final EventTable table;
  private final UpkeepSettings settings;
  private final InFlight inFlight;
  private final InstantSource clock;

  public OrphanFiles(
      EventTable table, UpkeepSettings settings, InFlight inFlight, InstantSource clock) {
    this.table = table;
    this.settings = settings;
    this.inFlight = inFlight;
    this.clock = clock;
  }

  /**
   * Looks at all objects below the table's location.
   *
   * @param isDryRun whether to delete nothing
   * @throws RuntimeException when catalog or store failed, or an orphan cannot be told from what is
   *     needed; what is deleted by then was nobody's
   */
  public StepResult run(boolean isDryRun) {
    TableOperations operations = table.freshOperations();
    if (!(operations.io() instanceof SupportsPrefixOperations store)) {
      return StepResult.of("orphans", 0)
          .saying(operations.io().getClass().getSimpleName() + " cannot list objects");
    }
    requireNoObstacle();
    return new Sweep(operations, isDryRun).over(store);
  }

  private void requireNoObstacle() {
    Optional<String> obstacle = inFlight.obstacle();
    if (obstacle.isPresent()) {
      throw new IllegalStateException("Nothing is taken for an orphan now: " + obstacle.get());
    }
  }

  /** One pass over the objects. */
  private final class Sweep {
    private final TableMetadata began;
    private final String root;
    private final boolean isDryRun;
    private final ReferencedFiles referenced;
    private final long cutOff = clock.instant().minus(settings.orphanAge()).toEpochMilli();
    private final List<FileInfo> batch = new ArrayList<>();
    private long looked;
    private long young;
    private long spared;
    private long orphans;
    private long bytes;
    private long deleted;

    Sweep(TableOperations operations, boolean isDryRun) {
      this.began = operations.current();
      this.root = stripSlash(began.location());
      this.isDryRun = isDryRun;
      this.referenced =
          new ReferencedFiles(
              new LocationFilter(dataFiles(operations), UUID.randomUUID().toString()));
      referenced.add(operations);
    }

    /** Metadata first: where it is another table's, the data files are as well. */
    StepResult over(SupportsPrefixOperations store) {
      look(store.listPrefix(root + "/metadata/"));
      look(store.listPrefix(root + "/data/"));
      return StepResult.of("looked", looked)
          .and("orphans", orphans)
          .and("bytes", bytes)
          .and("deleted", deleted)
          .and("young", young)
          .and("spared", spared);
    }

    private void look(Iterable<FileInfo> objects) {
      for (FileInfo object : objects) {
        looked++;
        String path = object.location().substring(root.length());
        if (ObjectKind.isOfTheTable(path) && !referenced.contains(object.location())) {
          consider(object, path);
        }
      }
      endBatch();
    }

    private void consider(FileInfo object, String path) {
      if (ObjectKind.isTableMetadata(path)) {
        requireOwn(object.location());
      }
      if (object.createdAtMillis() > cutOff) {
        young++;
        return;
      }
      batch.add(object);
      if (batch.size() >= AT_ONCE) {
        endBatch();
      }
    }

    /** A table that was dropped may come back, and all its files lie here as well. */
    private void requireOwn(String location) {
      String uuid = TableMetadataParser.read(table.io(), location).uuid();
      if (!uuid.equals(began.uuid())) {
        throw new IllegalStateException(
            "Another table's metadata lies in the same place, "
                + location
                + ": its files cannot be told from orphans");
      }
    }

    private void endBatch() {
      if (batch.isEmpty()) {
        return;
      }
      List<FileInfo> unneeded = unneeded();
      batch.clear();
      orphans += unneeded.size();
      bytes += unneeded.stream().mapToLong(FileInfo::size).sum();
      if (!isDryRun) {
        unneeded.forEach(object -> LOG.info("deletes orphan={}", object.location()));
        deleted +=
            ObjectDeletion.delete(table.io(), unneeded.stream().map(FileInfo::location).toList());
      }
    }

    /** The order matters: what is committed after the partitions were asked, the table shows. */
    private List<FileInfo> unneeded() {
      Set<String> partitions =
          batch.stream().flatMap(each -> partition(each).stream()).collect(Collectors.toSet());
      Set<String> quiet = partitions.isEmpty() ? Set.of() : inFlight.quiet(partitions);
      requireNoObstacle();
      TableOperations fresh = table.freshOperations();
      if (!fresh.current().uuid().equals(began.uuid())) {
        throw new IllegalStateException("Another table has taken the name of " + table.name());
      }
      referenced.add(fresh);
      List<FileInfo> unneeded =
          batch.stream()
              .filter(object -> quiet.containsAll(partition(object).stream().toList()))
              .filter(object -> !referenced.contains(object.location()))
              .toList();
      spared += batch.size() - unneeded.size();
      return unneeded;
    }

    private Optional<String> partition(FileInfo object) {
      return ObjectKind.partition(object.location().substring(root.length()));
    }
  }

  private static long dataFiles(TableOperations operations) {
    long files = 0;
    for (Snapshot snapshot : operations.current().snapshots()) {
      String total = snapshot.summary().getOrDefault("total-data-files", "0");
      files = Math.max(files, total.matches("\\d{1,18}") ? Long.parseLong(total) : 0);
    }
    return 2 * files;
  }

  private static String stripSlash(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
