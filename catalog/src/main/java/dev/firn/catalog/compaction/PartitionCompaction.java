package dev.firn.catalog.compaction;

import dev.firn.catalog.chain.ChainTables;
import dev.firn.catalog.compaction.CompactionOutcome.Abandoned;
import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.compaction.CompactionOutcome.Unknown;
import dev.firn.catalog.compaction.RewriteCommit.Replacement;
import dev.firn.catalog.compaction.RewriteCommit.Result;
import dev.firn.catalog.promotion.Misfits;
import dev.firn.catalog.rewrite.RewriteMonitor;
import dev.firn.catalog.rewrite.Rewritten;
import dev.firn.catalog.rewrite.RowOrdering;
import dev.firn.catalog.rewrite.RowRewrite;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.TableCompatibility;
import dev.firn.catalog.table.TableForm;
import dev.firn.events.PartitionKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites files of one partition, a group at a time. Blocking, for as long as that takes: to be
 * called on a thread of its own, by one caller at a time for one partition; two that meet do no
 * harm, the second one's work is for nothing. No commit of events waits for it or fails because of
 * it: an append conflicts with no rewrite in what either does to the table, only the catalog's
 * compare-and-set lets one of two that meet go first, and both simply try again on what the other
 * left. A rewrite of an hour's work never has to be made anew because events kept coming.
 *
 * <p>Files that were written and of which it is certain that nothing refers to them, because no
 * commit of them was ever sent, are deleted again. Everything else stays: what was replaced is
 * needed by earlier snapshots, what is of unknown fate by a later one perhaps.
 */
public final class PartitionCompaction {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionCompaction.class);

  private final EventTable table;
  private final CompactionSettings settings;
  private final Means means;

  /**
   * With what it is done.
   *
   * @param scratch a folder on local disk
   * @param settle for how long what was committed may yet come in again
   * @param dropsRepeated whether an event must not be there twice; of dead letters it may
   * @param retries of a commit, how they are spaced
   * @param misfits hears of values that do not fit promoted columns
   */
  public record Means(
      Path scratch,
      Duration settle,
      boolean dropsRepeated,
      Retries retries,
      Clock clock,
      Misfits misfits) {

    /** The same, where nobody hears of those values. */
    public Means(
        Path scratch, Duration settle, boolean dropsRepeated, Retries retries, Clock clock) {
      this(scratch, settle, dropsRepeated, retries, clock, Misfits.IGNORED);
    }
  }

  public PartitionCompaction(EventTable table, CompactionSettings settings, Means means) {
    this.table = table;
    this.settings = settings;
    this.means = means;
  }

  /**
   * Rewrites the first group of files that is worth it.
   *
   * @throws RuntimeException when catalog or store failed before anything was committed
   */
  public CompactionOutcome compact(
      PartitionKey partition, Occasion occasion, RewriteMonitor monitor) {
    Instant start = means.clock().instant();
    Table seen = table.fresh();
    Snapshot snapshot = seen.currentSnapshot();
    if (snapshot == null) {
      return new NothingToDo(0, 0);
    }
    Optional<String> adopter = ChainTables.adopter(seen);
    if (adopter.isPresent()) {
      return new Abandoned("the table was adopted by the catalog " + adopter.get());
    }
    Optional<String> problem = TableCompatibility.problem(seen);
    if (problem.isPresent()) {
      return new Abandoned("the table cannot take Firn's files: " + problem.get());
    }
    PartitionPlanner planner =
        new PartitionPlanner(seen, partition, settings, occasion, settledThrough(seen));
    List<RewriteFileGroup> groups = groups(planner);
    if (groups.isEmpty()) {
      return new NothingToDo(planner.fitting().size() + planner.leftAlone(), planner.leftAlone());
    }
    Job job = new Job(partition, seen, snapshot, planner, groups.get(0));
    Rewritten written;
    try {
      written = job.write(monitor);
    } catch (UnsupportedOperationException e) {
      return new Abandoned(String.valueOf(e.getMessage()));
    }
    return job.commit(written, groups.size() - 1, start);
  }

  /**
   * Files that would be rewritten together.
   *
   * @param files their locations
   */
  public record Planned(List<String> files, long bytes) {
    public Planned {
      files = List.copyOf(files);
    }
  }

  /** What {@link #compact} would rewrite, group by group. */
  public List<Planned> plan(PartitionKey partition, Occasion occasion) {
    Table seen = table.fresh();
    if (seen.currentSnapshot() == null) {
      return List.of();
    }
    return groups(new PartitionPlanner(seen, partition, settings, occasion, settledThrough(seen)))
        .stream()
        .map(RewriteFileGroup::rewrittenFiles)
        .map(
            files ->
                new Planned(
                    files.stream().map(ContentFile::location).toList(),
                    files.stream().mapToLong(ContentFile::fileSizeInBytes).sum()))
        .toList();
  }

  private static List<RewriteFileGroup> groups(PartitionPlanner planner) {
    List<RewriteFileGroup> groups = new ArrayList<>();
    planner.plan().groups().forEach(groups::add);
    return groups;
  }

  /** The newest snapshot in the table's history that is old enough, by its sequence number. */
  private long settledThrough(Table seen) {
    long before = means.clock().instant().minus(means.settle()).toEpochMilli();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(seen)) {
      if (snapshot.timestampMillis() <= before) {
        return snapshot.sequenceNumber();
      }
    }
    return 0;
  }

  private final class Job {
    private final PartitionKey partition;
    private final TableForm form;
    private final FileIO io;
    private final Snapshot readIn;
    private final List<RowRewrite.Input> inputs;
    private final List<RowRewrite.Input> others;

    Job(
        PartitionKey partition,
        Table seen,
        Snapshot readIn,
        PartitionPlanner planner,
        RewriteFileGroup group) {
      this.partition = partition;
      this.form = TableForm.of(seen);
      this.io = seen.io();
      this.readIn = readIn;
      Set<String> chosen = new HashSet<>();
      group.rewrittenFiles().forEach(file -> chosen.add(file.location()));
      this.inputs = new ArrayList<>();
      this.others = new ArrayList<>();
      for (FileScanTask task : planner.fitting()) {
        boolean isInput = chosen.contains(task.file().location());
        (isInput ? inputs : others).add(new RowRewrite.Input(task.file(), planner.isSettled(task)));
      }
    }

    Rewritten write(RewriteMonitor monitor) {
      return new RowRewrite(
              form,
              io,
              partition,
              settings.rewrite(),
              new RowOrdering(settings.stretch(), settings.sortColumns()),
              means.dropsRepeated(),
              means.misfits())
          .write(inputs, others, settings.targetFileSize(), means.scratch(), monitor);
    }

    private long bytes() {
      return inputs.stream().mapToLong(input -> input.file().fileSizeInBytes()).sum();
    }

    CompactionOutcome commit(Rewritten written, int jobsLeft, Instant start) {
      List<DataFile> replaced = inputs.stream().map(RowRewrite.Input::file).toList();
      Replacement replacement =
          new Replacement(
              UUID.randomUUID().toString(),
              form.uuid(),
              readIn,
              replaced,
              written.files(),
              written.dependsOnOthers() ? locations(others) : Set.of());
      Result result = settle(new RewriteCommit(table, replacement), written);
      if (result instanceof Result.Done done) {
        return new Compacted(
            done.snapshotId(),
            replaced.size(),
            written.files().size(),
            bytes(),
            written.bytes(),
            written.rowsWritten(),
            written.duplicates(),
            jobsLeft,
            Duration.between(start, means.clock().instant()));
      }
      if (result instanceof Result.Refused refused) {
        return new Abandoned(refused.reason());
      }
      return result instanceof Result.NotSent notSent
          ? new Abandoned(notSent.reason())
          : new Unknown(((Result.Unknown) result).reason());
    }

    private static Set<String> locations(List<RowRewrite.Input> files) {
      Set<String> locations = new HashSet<>();
      files.stream()
          .filter(RowRewrite.Input::isSettled)
          .forEach(input -> locations.add(input.file().location()));
      return locations;
    }

    private Result settle(RewriteCommit commit, Rewritten written) {
      boolean wasSent = false;
      Result result = commit.attempt();
      for (int retry = 0; isOpen(result) && means.retries().mayRetry(retry); retry++) {
        wasSent |= result instanceof Result.Unknown;
        LOG.debug("Compaction of {} is committed again: {}", partition.id(), result);
        means.retries().pause(retry);
        result = commit.attempt();
      }
      wasSent |= result instanceof Result.Unknown;
      if (result instanceof Result.NotSent notSent && wasSent) {
        return new Result.Unknown(notSent.reason());
      }
      if (!wasSent && !(result instanceof Result.Done)) {
        RowRewrite.discard(io, written.files());
      }
      return result;
    }

    private static boolean isOpen(Result result) {
      return result instanceof Result.Unknown || result instanceof Result.NotSent;
    }
  }
}
