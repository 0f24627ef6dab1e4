package dev.firn.bench.faults.lake;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** What those have to bring who ask a catalog. */
sealed interface CatalogAccess {
  /** Settings of a node below {@code firn.catalog}. */
  Map<String, String> nodeSettings(URI catalog, URI store);

  /** Properties of Iceberg's client with its own way to the store. */
  Map<String, String> clientProperties(URI catalog, URI store);

  /** Nothing; and the store's keys are known. */
  record Open() implements CatalogAccess {
    @Override
    public Map<String, String> nodeSettings(URI catalog, URI store) {
      Map<String, String> settings = new HashMap<>();
      settings.put("uri", catalog.toString());
      ObjectStore.ioProperties(store)
          .forEach((key, value) -> settings.put("properties." + key, value));
      return settings;
    }

    @Override
    public Map<String, String> clientProperties(URI catalog, URI store) {
      Map<String, String> properties = new HashMap<>(ObjectStore.ioProperties(store));
      properties.put("uri", catalog.toString());
      return properties;
    }
  }

  /** As Cloudflare's: a token and the warehouse's name, and nothing of the store. */
  record Guarded(String warehouse, String token) implements CatalogAccess {
    @Override
    public Map<String, String> nodeSettings(URI catalog, URI store) {
      return Map.of("uri", catalog.toString(), "warehouse", warehouse, "token", token);
    }

    @Override
    public Map<String, String> clientProperties(URI catalog, URI store) {
      Map<String, String> properties = new HashMap<>(new Open().clientProperties(catalog, store));
      properties.put("warehouse", warehouse);
      properties.put("token", token);
      return properties;
    }

    @Override
    public String toString() {
      return "Guarded[" + warehouse + "]";
    }
  }
}
