package dev.firn.catalog.upkeep;

import dev.firn.catalog.compaction.Retries;
import dev.firn.catalog.ledger.GuardedTableOperations;
import dev.firn.catalog.table.EventTable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts merged manifests in the place of those they were made of. The merged ones are written once;
 * an attempt that lost its race is followed by another on a table loaded for it, and writes a
 * manifest list alone. Before each it is looked whether an earlier one has landed after all:
 * Iceberg, which gives all of them one snapshot id, would take it for a roll-back to that one and
 * take out what came after it. What was written in vain is deleted when the merge is read back, for
 * then no earlier attempt can land any more, and not at all otherwise.
 */
final class ManifestRewriteCommit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestRewriteCommit.class);

  private final EventTable table;
  private final String job;
  private final List<ManifestFile> chosen;
  private final Retries retries;
  private final String tableUuid;
  private final MovingOperations operations;
  private final RewriteManifests rewrite;
  private final Set<String> inVain = ConcurrentHashMap.newKeySet();

  /** One thread of its own: those that Iceberg has for all are what commits of events work with. */
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  private int attempts;

  ManifestRewriteCommit(
      EventTable table,
      String job,
      List<ManifestFile> chosen,
      TableOperations fresh,
      Retries retries) {
    this.table = table;
    this.job = job;
    this.chosen = List.copyOf(chosen);
    this.retries = retries;
    this.tableUuid = fresh.current().uuid();
    this.operations = new MovingOperations(guarded(fresh));
    Set<String> paths = chosen.stream().map(ManifestFile::path).collect(Collectors.toSet());
    this.rewrite =
        new BaseTable(operations, table.name())
            .rewriteManifests()
            .clusterBy(file -> "")
            .rewriteIf(manifest -> paths.contains(manifest.path()))
            .set(ManifestRewrite.JOB_KEY, job)
            .deleteWith(inVain::add)
            .scanManifestsWith(thread);
  }

  private GuardedTableOperations guarded(TableOperations fresh) {
    return new GuardedTableOperations(fresh, this::requireNotMade, this::requireMade);
  }

  int attempts() {
    return attempts;
  }

  /**
   * Makes it.
   *
   * @return the manifests that took the others' place
   * @throws RuntimeException when it was not made, or nobody knows
   */
  List<ManifestFile> make() {
    while (true) {
      attempts++;
      try {
        rewrite.commit();
        List<ManifestFile> created = created(operations);
        deleteInVain();
        return created;
      } catch (CommitStateUnknownException e) {
        if (!retries.mayRetry(attempts)) {
          throw e;
        }
        LOG.debug("A merge of manifests has no known outcome; attempt {}", attempts, e);
      }
      retries.pause(attempts);
      TableOperations fresh = table.freshOperations();
      if (made(fresh.current()).isPresent()) {
        return created(fresh);
      }
      requireStillThere(fresh);
      operations.moveTo(guarded(fresh));
    }
  }

  private Optional<Snapshot> made(TableMetadata metadata) {
    return metadata.snapshots().stream()
        .filter(snapshot -> job.equals(snapshot.summary().get(ManifestRewrite.JOB_KEY)))
        .findFirst();
  }

  private void requireNotMade(TableMetadata base) {
    if (!base.uuid().equals(tableUuid)) {
      throw new IllegalStateException("Another table has taken the name of " + table.name());
    }
    if (made(base).isPresent()) {
      throw new IllegalStateException("The merge of manifests " + job + " was made already");
    }
  }

  private void requireMade(TableMetadata after) {
    if (made(after).isEmpty()) {
      throw new IllegalStateException(
          "The catalog answered success, but merged manifests cannot be read back");
    }
  }

  /** Else Iceberg would begin anew, and what it had written might be what lands. */
  private void requireStillThere(TableOperations fresh) {
    Snapshot current = fresh.current().currentSnapshot();
    Set<String> there = new HashSet<>();
    if (current != null && fresh.current().uuid().equals(tableUuid)) {
      current.allManifests(fresh.io()).forEach(manifest -> there.add(manifest.path()));
    }
    if (chosen.stream().anyMatch(manifest -> !there.contains(manifest.path()))) {
      throw new IllegalStateException(
          "Another commit has replaced manifests that were to be merged; they will be, later");
    }
  }

  private List<ManifestFile> created(TableOperations seen) {
    TableMetadata metadata = seen.current();
    Snapshot made = made(metadata).orElseThrow();
    Snapshot current = metadata.currentSnapshot();
    if (!SnapshotUtil.isAncestorOf(current.snapshotId(), made.snapshotId(), metadata::snapshot)) {
      throw new IllegalStateException("The merge was made, and then the table was rolled back");
    }
    return made.allManifests(seen.io()).stream()
        .filter(manifest -> manifest.snapshotId() == made.snapshotId())
        .toList();
  }

  private void deleteInVain() {
    for (String location : inVain) {
      try {
        operations.io().deleteFile(location);
      } catch (RuntimeException e) {
        LOG.warn("{} was written in vain and stays in the store", location, e);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
