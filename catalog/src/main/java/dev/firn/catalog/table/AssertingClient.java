package dev.firn.catalog.table;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.MetadataUpdate.AddSnapshot;
import org.apache.iceberg.MetadataUpdate.RemoveSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirement.AssertCurrentSchemaID;
import org.apache.iceberg.UpdateRequirement.AssertRefSnapshotID;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTClient;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg's client of a REST catalog, which asserts more than Iceberg does. Each commit of the
 * ledger asserts the schema, too, that it was decided on: a snapshot names the schema of its base.
 * Files are compared with that schema before they are added, and Iceberg itself asserts nothing but
 * table and branch; a column that somebody makes required in between would go by unseen. And who
 * removes snapshots may assert where main is: Iceberg asserts the table alone, so that one to which
 * somebody goes back in between would be taken out of the table, and main with it.
 */
final class AssertingClient implements InvocationHandler {
  private static final ThreadLocal<Long> MAIN = new ThreadLocal<>();

  private final RESTClient delegate;

  private AssertingClient(RESTClient delegate) {
    this.delegate = delegate;
  }

  static RESTClient connect(Map<String, String> properties) {
    return over(
        HTTPClient.builder(properties)
            .uri(properties.get(CatalogProperties.URI))
            .withHeaders(RESTUtil.configHeaders(properties))
            .build());
  }

  /** What this thread removes meanwhile is removed only if the main branch is at this snapshot. */
  static void whileMainIs(long snapshotId, Runnable removal) {
    MAIN.set(snapshotId);
    try {
      removal.run();
    } finally {
      MAIN.remove();
    }
  }

  private static RESTClient over(RESTClient client) {
    return (RESTClient)
        Proxy.newProxyInstance(
            RESTClient.class.getClassLoader(),
            new Class<?>[] {RESTClient.class},
            new AssertingClient(client));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] passed = arguments == null ? new Object[0] : arguments;
    try {
      Object result =
          method.invoke(delegate, Arrays.stream(passed).map(AssertingClient::asserting).toArray());
      return result instanceof RESTClient client ? over(client) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static @Nullable Object asserting(@Nullable Object argument) {
    return argument instanceof UpdateTableRequest request ? asserting(request) : argument;
  }

  private static UpdateTableRequest asserting(UpdateTableRequest request) {
    List<UpdateRequirement> more =
        request.updates().stream().flatMap(AssertingClient::requirementOf).toList();
    if (more.isEmpty() || request.identifier() != null) {
      return request;
    }
    return new UpdateTableRequest(
        Stream.concat(request.requirements().stream(), more.stream()).toList(), request.updates());
  }

  private static Stream<UpdateRequirement> requirementOf(MetadataUpdate update) {
    if (update instanceof RemoveSnapshots) {
      return Stream.ofNullable(MAIN.get())
          .map(main -> new AssertRefSnapshotID(SnapshotRef.MAIN_BRANCH, main));
    }
    return update instanceof AddSnapshot added ? schemaOf(added.snapshot()) : Stream.empty();
  }

  private static Stream<UpdateRequirement> schemaOf(Snapshot snapshot) {
    boolean isOfLedger = snapshot.summary().containsKey(EventTable.LEDGER_KEY);
    return isOfLedger && snapshot.schemaId() != null
        ? Stream.of(new AssertCurrentSchemaID(snapshot.schemaId()))
        : Stream.empty();
  }
}
