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
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirement.AssertCurrentSchemaID;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTClient;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg's client of a REST catalog, which has each commit of the ledger assert the schema, too,
 * that it was decided on: a snapshot names the schema of its base. Files are compared with that
 * schema before they are added, and Iceberg itself asserts nothing but table and branch; a column
 * that somebody makes required in between would go by unseen.
 */
final class SchemaAssertingClient implements InvocationHandler {
  private final RESTClient delegate;

  private SchemaAssertingClient(RESTClient delegate) {
    this.delegate = delegate;
  }

  static RESTClient connect(Map<String, String> properties) {
    return over(
        HTTPClient.builder(properties)
            .uri(properties.get(CatalogProperties.URI))
            .withHeaders(RESTUtil.configHeaders(properties))
            .build());
  }

  private static RESTClient over(RESTClient client) {
    return (RESTClient)
        Proxy.newProxyInstance(
            RESTClient.class.getClassLoader(),
            new Class<?>[] {RESTClient.class},
            new SchemaAssertingClient(client));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] passed = arguments == null ? new Object[0] : arguments;
    try {
      Object result =
          method.invoke(
              delegate, Arrays.stream(passed).map(SchemaAssertingClient::asserting).toArray());
      return result instanceof RESTClient client ? over(client) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static @Nullable Object asserting(@Nullable Object argument) {
    return argument instanceof UpdateTableRequest request ? asserting(request) : argument;
  }

  private static UpdateTableRequest asserting(UpdateTableRequest request) {
    List<UpdateRequirement> schemas =
        request.updates().stream().flatMap(SchemaAssertingClient::schemaOf).toList();
    if (schemas.isEmpty() || request.identifier() != null) {
      return request;
    }
    return new UpdateTableRequest(
        Stream.concat(request.requirements().stream(), schemas.stream()).toList(),
        request.updates());
  }

  private static Stream<UpdateRequirement> schemaOf(MetadataUpdate update) {
    if (!(update instanceof AddSnapshot added)) {
      return Stream.empty();
    }
    Snapshot snapshot = added.snapshot();
    boolean isOfLedger = snapshot.summary().containsKey(LakeHistory.LEDGER_KEY);
    return isOfLedger && snapshot.schemaId() != null
        ? Stream.of(new AssertCurrentSchemaID(snapshot.schemaId()))
        : Stream.empty();
  }
}
