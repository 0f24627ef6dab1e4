package org.apache.iceberg.rest;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/**
 * The fixture's adapter, which names a prefix when it is asked for its configuration, and hands out
 * keys of the store with a table to clients that ask for them.
 */
public final class VendingAdapter extends RESTServerCatalogAdapter {
  private static final String DELEGATION = "X-Iceberg-Access-Delegation";

  private final String prefix;
  private final Supplier<Map<String, String>> keys;

  /**
   * Over a catalog.
   *
   * @param prefix of all paths but the configuration's
   * @param keys fresh ones, as properties of a client's file IO
   */
  public VendingAdapter(Catalog catalog, String prefix, Supplier<Map<String, String>> keys) {
    super(new RESTCatalogServer.CatalogContext(catalog, Map.of()));
    this.prefix = prefix;
    this.keys = keys;
  }

  @Override
  public <T extends RESTResponse> T handleRequest(
      Route route,
      Map<String, String> variables,
      HTTPRequest request,
      Class<T> responseType,
      Consumer<Map<String, String>> responseHeaders) {
    T response = super.handleRequest(route, variables, request, responseType, responseHeaders);
    if (response instanceof ConfigResponse config) {
      return responseType.cast(withPrefix(config));
    }
    if (response instanceof LoadTableResponse loaded && asksForKeys(request)) {
      loaded.config().putAll(keys.get());
      loaded.config().put("client.refresh-credentials-endpoint", keysPath(variables, request));
    }
    return response;
  }

  private ConfigResponse withPrefix(ConfigResponse config) {
    return ConfigResponse.builder()
        .withEndpoints(config.endpoints())
        .withDefaults(config.defaults())
        .withOverrides(config.overrides())
        .withOverride("prefix", prefix)
        .build();
  }

  private static boolean asksForKeys(HTTPRequest request) {
    return request
        .headers()
        .firstEntry(DELEGATION)
        .map(header -> header.value().contains("vended-credentials"))
        .orElse(false);
  }

  private String keysPath(Map<String, String> variables, HTTPRequest request) {
    return "v1/%s/namespaces/%s/tables/%s/credentials"
        .formatted(prefix, variables.get("namespace"), tableName(variables, request));
  }

  private static String tableName(Map<String, String> variables, HTTPRequest request) {
    Object body = request.body();
    if (body instanceof CreateTableRequest create) {
      return create.name();
    }
    return body instanceof RegisterTableRequest register
        ? register.name()
        : String.valueOf(variables.get("table"));
  }
}
