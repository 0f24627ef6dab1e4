package dev.firn.catalog.compaction;

import dev.firn.catalog.promotion.PromotedColumn;
import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.table.EventSchema;
import dev.firn.catalog.table.TableForm;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsModes;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Files that do not have a column which events of their type fill, by what the manifests tell of
 * their columns. Where they tell nothing a file counts as filled: it could be rewritten again and
 * again, and would tell no more.
 */
final class UnfilledFiles {
  private static final int ALWAYS_THERE = EventSchema.SCHEMA.findField("id").fieldId();

  private final TableForm form;
  private final Table table;

  UnfilledFiles(Table table) {
    this.table = table;
    this.form = TableForm.of(table);
  }

  /** Their locations, by partition. */
  Map<PartitionKey, Set<String>> find(Expression rows) {
    Set<String> types = new TreeSet<>();
    form.promotions().all().stream().map(Promotion::eventType).forEach(types::add);
    Map<PartitionKey, Set<String>> found = new HashMap<>();
    if (types.isEmpty() || table.currentSnapshot() == null) {
      return found;
    }
    String type = name(EventSchema.SCHEMA.findField("type").fieldId());
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .filter(Expressions.and(rows, Expressions.in(type, types)))
            .includeColumnStats(columns(types))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        SmallFiles.partition(task.file().partition())
            .filter(partition -> lacks(task.file(), form.promoted(partition.type())))
            .ifPresent(
                partition ->
                    found
                        .computeIfAbsent(partition, any -> new HashSet<>())
                        .add(task.file().location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read manifests of " + table.name(), e);
    }
    return found;
  }

  private String name(int fieldId) {
    return table.schema().findColumnName(fieldId);
  }

  private Set<String> columns(Set<String> types) {
    Set<String> names = new HashSet<>(Set.of(name(ALWAYS_THERE)));
    for (String type : types) {
      form.promoted(type).stream().map(PromotedColumn::name).forEach(names::add);
    }
    return names;
  }

  private boolean lacks(DataFile file, List<PromotedColumn> columns) {
    Map<Integer, Long> told = file.valueCounts();
    return told != null
        && told.containsKey(ALWAYS_THERE)
        && columns.stream()
            .filter(column -> isTold(column.name()))
            .anyMatch(column -> !told.containsKey(column.fieldId()));
  }

  private boolean isTold(String column) {
    return !form.metricsConfig().columnMode(column).equals(MetricsModes.None.get());
  }
}
