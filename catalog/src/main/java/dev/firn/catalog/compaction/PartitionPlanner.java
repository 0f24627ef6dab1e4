package dev.firn.catalog.compaction;

import dev.firn.catalog.compaction.CompactionPolicy.Candidate;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.EventSchema;
import dev.firn.events.PartitionKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Iceberg's planner for one partition: it reads the manifests and packs groups, Firn's policy
 * chooses the files. Files of another partition spec or format, with delete files or listed twice
 * are left alone.
 */
final class PartitionPlanner extends BinPackRewriteFilePlanner {
  private static final String MOST_INPUT_FILES = "5000";

  private final CompactionPolicy policy;
  private final Occasion occasion;
  private final long settledThrough;
  private final int specId;
  private final Set<String> unfilled;
  private final List<FileScanTask> fitting = new ArrayList<>();
  private int leftAlone;

  /**
   * @param table with a snapshot
   * @param settledThrough sequence number up to which files are settled
   */
  PartitionPlanner(
      Table table,
      PartitionKey partition,
      CompactionSettings settings,
      Occasion occasion,
      long settledThrough) {
    super(table, rowsOf(table.schema(), partition), table.currentSnapshot().snapshotId(), true);
    this.policy = new CompactionPolicy(settings);
    this.occasion = occasion;
    this.settledThrough = settledThrough;
    this.specId = table.spec().specId();
    this.unfilled =
        occasion == Occasion.FILL
            ? new UnfilledFiles(table)
                .find(rowsOf(table.schema(), partition))
                .getOrDefault(partition, Set.of())
            : Set.of();
    init(
        Map.of(
            TARGET_FILE_SIZE_BYTES,
            Long.toString(settings.targetFileSize()),
            MIN_INPUT_FILES,
            "2",
            MAX_FILE_GROUP_SIZE_BYTES,
            Long.toString(settings.largestJob()),
            MAX_FILE_GROUP_INPUT_FILES,
            MOST_INPUT_FILES));
  }

  private static Expression rowsOf(Schema schema, PartitionKey partition) {
    String time = name(schema, "time");
    PartitionKey next = new PartitionKey(partition.type(), partition.hour() + 1);
    return Expressions.and(
        Expressions.equal(name(schema, "type"), partition.type()),
        Expressions.greaterThanOrEqual(time, timestamp(partition)),
        Expressions.lessThan(time, timestamp(next)));
  }

  /** What the table calls a column of Firn's. */
  private static String name(Schema schema, String column) {
    return schema.findColumnName(EventSchema.SCHEMA.findField(column).fieldId());
  }

  private static String timestamp(PartitionKey partition) {
    return partition.start().toString().replace("Z", "+00:00");
  }

  @Override
  protected Iterable<FileScanTask> filterFiles(Iterable<FileScanTask> tasks) {
    List<FileScanTask> usable = usable(tasks);
    fitting.addAll(usable);
    if (occasion == Occasion.FILL) {
      return usable.stream().filter(task -> unfilled.contains(task.file().location())).toList();
    }
    return policy
        .choose(
            usable.stream()
                .map(task -> new Candidate<>(task, task.file().fileSizeInBytes(), isSettled(task)))
                .toList(),
            occasion)
        .stream()
        .map(Candidate::file)
        .toList();
  }

  private List<FileScanTask> usable(Iterable<FileScanTask> tasks) {
    Map<String, List<FileScanTask>> byLocation = new LinkedHashMap<>();
    tasks.forEach(
        task ->
            byLocation
                .computeIfAbsent(task.file().location(), location -> new ArrayList<>(1))
                .add(task));
    List<FileScanTask> usable =
        byLocation.values().stream()
            .filter(same -> same.size() == 1)
            .flatMap(Collection::stream)
            .filter(task -> task.deletes().isEmpty())
            .filter(task -> task.file().specId() == specId)
            .filter(task -> task.file().format() == FileFormat.PARQUET)
            .toList();
    leftAlone += byLocation.size() - usable.size();
    return usable;
  }

  @Override
  protected Iterable<List<FileScanTask>> filterFileGroups(List<List<FileScanTask>> groups) {
    return occasion == Occasion.FILL
        ? groups
        : groups.stream().filter(group -> group.size() > 1).toList();
  }

  boolean isSettled(FileScanTask task) {
    Long sequence = task.file().fileSequenceNumber();
    return sequence != null && sequence <= settledThrough;
  }

  /** All files of the partition that could be rewritten, once planned. */
  List<FileScanTask> fitting() {
    return fitting;
  }

  /** How many could not. */
  int leftAlone() {
    return leftAlone;
  }
}
