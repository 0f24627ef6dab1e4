package dev.firn.catalog.embedded;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.settings.CatalogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.initialize(
        "embedded",
        Map.of(
            "uri",
            "jdbc:sqlite:"
                + folder.toAbsolutePath().resolve("catalog.db")
                + "?busy_timeout=30000&journal_mode=WAL&synchronous=FULL",
            "warehouse",
            LocalPaths.toLocation(folder.resolve("warehouse")),
            "io-impl",
            LocalFileIO.class.getName(),
            "jdbc.schema-version",
            "V1",
            "jdbc.strict-mode",
            "true"));
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
