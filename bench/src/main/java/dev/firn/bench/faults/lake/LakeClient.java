package dev.firn.bench.faults.lake;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/** A plain Iceberg client of the same lake that no fault meets: it goes past the fronts. */
public final class LakeClient implements AutoCloseable {
  public static final TableIdentifier EVENTS = TableIdentifier.of("analytics", "events");
  public static final TableIdentifier REJECTED = TableIdentifier.of("analytics", "events_rejected");

  private final RESTCatalog catalog = new RESTCatalog();

  public LakeClient(URI catalogUri, URI store) {
    Map<String, String> properties = new HashMap<>(ObjectStore.ioProperties(store));
    properties.put("uri", catalogUri.toString());
    properties.put("rest-table-cache.max-entries", "0");
    properties.put("rest-metrics-reporting-enabled", "false");
    catalog.initialize("harness", properties);
  }

  /** The table of events, loaded anew. */
  public Table events() {
    return catalog.loadTable(EVENTS);
  }

  public boolean hasRejected() {
    return catalog.tableExists(REJECTED);
  }

  public Table rejected() {
    return catalog.loadTable(REJECTED);
  }

  /** As an operator would who wants an empty table of the same form. */
  public void recreateEvents() {
    Table old = events();
    Map<String, String> properties = new HashMap<>(old.properties());
    properties.keySet().removeIf(key -> key.contains("ledger"));
    catalog.dropTable(EVENTS, false);
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
