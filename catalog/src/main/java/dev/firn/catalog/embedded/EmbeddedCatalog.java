package dev.firn.catalog.embedded;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.settings.CatalogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * A catalog in a folder: names in SQLite, everything else in a warehouse beside it. Whoever is on
 * this machine can read it, through {@link #routes()} once a node serves them.
 */
public final class EmbeddedCatalog implements AutoCloseable {
  private final JdbcCatalog catalog;
  private final RestCatalogRoutes routes;

  private EmbeddedCatalog(JdbcCatalog catalog) {
    this.catalog = catalog;
    this.routes = new RestCatalogRoutes(catalog);
  }

  /** Opens the catalog in {@code folder}, which becomes one if it is not. */
  public static EmbeddedCatalog open(Path folder) {
    try {
      Files.createDirectories(folder.resolve("warehouse"));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not make a catalog in " + folder, e);
    }
    return open(
        folder,
        LocalPaths.toLocation(folder.resolve("warehouse")),
        Map.of("io-impl", LocalFileIO.class.getName()));
  }

  /**
   * Opens a catalog whose names are in {@code folder} and whose tables are elsewhere.
   *
   * @param warehouse a location, for example {@code s3://bucket/warehouse}
   * @param io properties of the file IO that reaches it, its class as {@code io-impl} among them
   */
  public static EmbeddedCatalog open(Path folder, String warehouse, Map<String, String> io) {
    Map<String, String> properties = new HashMap<>(io);
    properties.put(
        "uri",
        "jdbc:sqlite:"
            + folder.toAbsolutePath().resolve("catalog.db")
            + "?busy_timeout=30000&journal_mode=WAL&synchronous=FULL");
    properties.put("warehouse", warehouse);
    properties.put("jdbc.schema-version", "V1");
    properties.put("jdbc.strict-mode", "true");
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.initialize("embedded", properties);
    return new EmbeddedCatalog(catalog);
  }

  /** The catalog's REST interface, to be served below any root. */
  public RestCatalogRoutes routes() {
    return routes;
  }

  /**
   * How a node reaches the catalog that it serves itself: through the ordinary client, as it would
   * any other.
   *
   * @param root for example {@code http://127.0.0.1:8080/catalog}
   */
  public static CatalogSettings settingsFor(String root) {
    return CatalogSettings.at(root, Map.of("io-impl", LocalFileIO.class.getName()));
  }

  @Override
  public void close() {
    catalog.close();
  }
}
