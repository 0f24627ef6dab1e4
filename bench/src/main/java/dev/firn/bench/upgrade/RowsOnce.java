package dev.firn.bench.upgrade;

import dev.firn.bench.load.Acknowledgements;
import dev.firn.bench.load.Workload;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/** What was acknowledged, and whether the table has each of it once. Ids are unique in a run. */
final class RowsOnce implements Acknowledgements {
  private final Workload workload;
  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> open = new HashSet<>();

  RowsOnce(Workload workload) {
    this.workload = workload;
  }

  @Override
  public synchronized void ended(long firstEvent, int events, boolean isAcknowledged) {
    for (int i = 0; i < events; i++) {
      (isAcknowledged ? acknowledged : open).add(workload.id(firstEvent + i));
    }
  }

  synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  /** What is wrong in the table as any Iceberg client reads it; nothing if all is well. */
  synchronized List<String> problems(URI node) throws IOException {
    Set<String> seen = new HashSet<>();
    int doubled = 0;
    int foreign = 0;
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize(
          "upgrade", EmbeddedCatalog.settingsFor(node + "/catalog").restProperties());
      Table table = catalog.loadTable(TableIdentifier.of("analytics", "events"));
      try (CloseableIterable<Record> rows = IcebergGenerics.read(table).select("id").build()) {
        for (Record row : rows) {
          String id = String.valueOf(row.getField("id"));
          doubled += seen.add(id) ? 0 : 1;
          foreign += acknowledged.contains(id) || open.contains(id) ? 0 : 1;
        }
      }
    }
    List<String> problems = new ArrayList<>();
    note(problems, acknowledged.stream().filter(id -> !seen.contains(id)).count(), "lost");
    note(problems, doubled, "there twice");
    note(problems, foreign, "there and never sent");
    return problems;
  }

  private static void note(List<String> problems, long count, String what) {
    if (count > 0) {
      problems.add(count + " events are " + what);
    }
  }
}
