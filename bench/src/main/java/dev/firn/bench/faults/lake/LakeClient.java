package dev.firn.bench.faults.lake;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;

/** A plain Iceberg client of a node's lake, past everything that is Firn's. */
public final class LakeClient implements LakeTables, AutoCloseable {
  private static final TableIdentifier EVENTS = TableIdentifier.of("analytics", "events");
  private static final TableIdentifier ASIDE = TableIdentifier.of("analytics", "events_aside");
  private static final TableIdentifier REJECTED =
      TableIdentifier.of("analytics", "events_rejected");

  private final RESTCatalog catalog = new RESTCatalog();

  /**
   * @param properties of the REST client and its file IO, {@code uri} among them
   */
  public LakeClient(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("rest-table-cache.max-entries", "0");
    all.put("rest-metrics-reporting-enabled", "false");
    catalog.initialize("harness", all);
  }

  @Override
  public Table events() {
    return catalog.loadTable(EVENTS);
  }

  @Override
  public Optional<Table> rejected() {
    try {
      return Optional.of(catalog.loadTable(REJECTED));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /** Rows of both tables as their present snapshots count them. */
  public long rows() {
    long rejected = rejected().map(LakeClient::rows).orElse(0L);
    try {
      return rejected + rows(events());
    } catch (NoSuchTableException e) {
      // No node has ever opened it.
      return rejected;
    }
  }

  private static long rows(Table table) {
    Snapshot current = table.currentSnapshot();
    return current == null
        ? 0
        : Long.parseLong(current.summary().getOrDefault("total-records", "0"));
  }

  /** As an operator would who wants an empty table of the same form. */
  public void recreateEvents() {
    Table old = events();
    catalog.dropTable(EVENTS, false);
    createLike(old);
  }

  /** Another table, an empty one of the same form, has its name until it is put back. */
  public void putEventsAside() {
    Table old = events();
    catalog.renameTable(EVENTS, ASIDE);
    createLike(old);
  }

  /** It has its name again; the other table is gone. */
  public void putEventsBack() {
    catalog.dropTable(EVENTS, false);
    catalog.renameTable(ASIDE, EVENTS);
  }

  private void createLike(Table old) {
    Map<String, String> properties = new HashMap<>(old.properties());
    properties.keySet().removeIf(key -> key.contains("ledger"));
    catalog
        .buildTable(EVENTS, old.schema())
        .withPartitionSpec(old.spec())
        .withSortOrder(old.sortOrder())
        .withProperties(properties)
        .create();
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }
}
