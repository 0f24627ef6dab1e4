package dev.firn.catalog.embedded;

import java.util.Map;

/**
 * A request to the embedded catalog, however it came.
 *
 * @param method in capitals
 * @param path below the catalog's root, still percent-encoded, for example {@code /v1/config}
 * @param query decoded; the first value of each name
 * @param body JSON, empty where there is none
 */
public record CatalogRequest(String method, String path, Map<String, String> query, String body) {
  public CatalogRequest {
    query = Map.copyOf(query);
  }
}
