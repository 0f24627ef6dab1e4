package dev.firn.catalog.io;

import java.nio.file.Path;

/**
 * Between {@code file:} locations and paths. A location is text, not a URI: a percent sign in it is
 * part of the name, as it is to every other Iceberg implementation.
 */
public final class LocalPaths {
  private static final String SCHEME = "file:";

  private LocalPaths() {}

  /** Whether the location lies on this machine. */
  public static boolean isLocal(String location) {
    return location.startsWith(SCHEME) || location.startsWith("/");
  }

  public static Path toPath(String location) {
    String path = location.startsWith(SCHEME) ? location.substring(SCHEME.length()) : location;
    if (path.startsWith("///")) {
      path = path.substring(2);
    }
    if (!path.startsWith("/") || path.startsWith("//")) {
      throw new IllegalArgumentException(
          "A local location is file:///path or an absolute path, not " + location);
    }
    return Path.of(path);
  }

  public static String toLocation(Path path) {
    return SCHEME + "//" + path.toAbsolutePath().normalize();
  }
}
