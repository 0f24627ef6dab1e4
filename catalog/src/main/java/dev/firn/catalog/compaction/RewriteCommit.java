package dev.firn.catalog.compaction;

import dev.firn.catalog.ledger.GuardedTableOperations;
import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts rewritten files into the table in place of those that they were made of, by at most one
 * commit an attempt, on a table loaded for it. It fails rather than do so where one of the files is
 * gone, has rows deleted from it, or the table is another. Snapshots carry the name of the job, by
 * which an attempt of unknown outcome is found again; attempts that go on meanwhile can do no harm,
 * because the files to replace are in the table for one of them alone.
 */
final class RewriteCommit {
  /** In a snapshot's summary: the job that made it. */
  static final String JOB_KEY = "firn.compaction";

  private static final Logger LOG = LoggerFactory.getLogger(RewriteCommit.class);

  /**
   * What is to be replaced by what.
   *
   * @param readIn the snapshot that was current when the files were chosen
   * @param needed further files whose rows must be in the table still
   */
  record Replacement(
      String job,
      String tableUuid,
      Snapshot readIn,
      List<DataFile> inputs,
      List<DataFile> outputs,
      Set<String> needed) {
    Replacement {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      needed = Set.copyOf(needed);
    }
  }

  /** What an attempt came to. */
  sealed interface Result {
    record Done(long snapshotId) implements Result {}

    /** It was not and will not be made. */
    record Refused(String reason) implements Result {}

    /** Not made by this attempt, as nothing was sent. */
    record NotSent(String reason) implements Result {}

    /** Sent, and the answer is not known or not to be believed. */
    record Unknown(String reason) implements Result {}
  }

  private final EventTable table;
  private final Replacement replacement;

  RewriteCommit(EventTable table, Replacement replacement) {
    this.table = table;
    this.replacement = replacement;
  }

  Result attempt() {
    TableOperations operations;
    try {
      operations = table.freshOperations();
    } catch (NoSuchTableException e) {
      return new Result.Refused("the table is gone");
    } catch (RuntimeException e) {
      return new Result.NotSent(describe(e));
    }
    TableMetadata base = operations.current();
    Optional<Result> settled = settled(base);
    if (settled.isPresent()) {
      return settled.get();
    }
    try {
      Optional<String> obstacle = obstacle(operations);
      return obstacle.isPresent() ? new Result.Refused(obstacle.get()) : commit(operations);
    } catch (ValidationException e) {
      return new Result.Refused(String.valueOf(e.getMessage()));
    } catch (CommitStateUnknownException e) {
      LOG.debug("Replacing files by {} has no known outcome yet", replacement.job(), e);
      return new Result.Unknown(describe(e));
    } catch (RuntimeException e) {
      return new Result.NotSent(describe(e));
    }
  }

  /** What an earlier attempt has come to, as far as it shows. */
  private Optional<Result> settled(TableMetadata base) {
    if (!replacement.tableUuid().equals(base.uuid())) {
      return Optional.of(new Result.Refused("another table has taken the name"));
    }
    Optional<Snapshot> made = made(base);
    if (made.isEmpty()) {
      return Optional.empty();
    }
    long id = made.get().snapshotId();
    boolean isCurrent =
        base.currentSnapshot() != null
            && SnapshotUtil.isAncestorOf(base.currentSnapshot().snapshotId(), id, base::snapshot);
    return Optional.of(
        isCurrent
            ? new Result.Done(id)
            : new Result.Refused("it was committed, and then the table was rolled back"));
  }

  private Optional<Snapshot> made(TableMetadata metadata) {
    return metadata.snapshots().stream()
        .filter(snapshot -> replacement.job().equals(snapshot.summary().get(JOB_KEY)))
        .findFirst();
  }

  private Result commit(TableOperations operations) {
    GuardedTableOperations guarded =
        new GuardedTableOperations(operations, this::requireNotMade, this::requireMade);
    RewriteFiles rewrite =
        new BaseTable(guarded, table.name())
            .newRewrite()
            .validateFromSnapshot(replacement.readIn().snapshotId())
            .dataSequenceNumber(replacement.readIn().sequenceNumber())
            .set(JOB_KEY, replacement.job());
    replacement.inputs().forEach(rewrite::deleteFile);
    replacement.outputs().forEach(rewrite::addFile);
    rewrite.commit();
    return new Result.Done(made(guarded.current()).orElseThrow().snapshotId());
  }

  private void requireNotMade(TableMetadata base) {
    settled(base)
        .ifPresent(
            result -> {
              throw new IllegalStateException("Not to be committed: " + result);
            });
  }

  private void requireMade(TableMetadata after) {
    if (made(after).isEmpty()) {
      throw new IllegalStateException(
          "The catalog answered success, but " + replacement.job() + " cannot be read back");
    }
  }

  /**
   * A row that was left out for one of another file must not go with that one. Iceberg watches over
   * the files that are replaced alone.
   */
  private Optional<String> obstacle(TableOperations operations) {
    if (replacement.needed().isEmpty()) {
      return Optional.empty();
    }
    TableMetadata base = operations.current();
    Snapshot snapshot = base.currentSnapshot();
    while (snapshot != null && snapshot.snapshotId() != replacement.readIn().snapshotId()) {
      String operation = snapshot.operation();
      if (!DataOperations.APPEND.equals(operation) && !DataOperations.REPLACE.equals(operation)) {
        return Optional.of("rows were removed meanwhile by snapshot " + snapshot.snapshotId());
      }
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : base.snapshot(parent);
    }
    if (snapshot == null) {
      return Optional.of("the table's history no longer leads to what was read");
    }
    Set<String> missing = new HashSet<>(replacement.needed());
    try (CloseableIterable<FileScanTask> tasks =
        new BaseTable(operations, table.name()).newScan().planFiles()) {
      tasks.forEach(task -> missing.remove(task.file().location()));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read manifests of " + table.name(), e);
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("files with events that were compared are gone: " + missing);
  }

  private static String describe(RuntimeException error) {
    Throwable cause = Objects.requireNonNullElse(error.getCause(), error);
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
