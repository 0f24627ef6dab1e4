package dev.firn.catalog.upkeep;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an object below a table's location may be, by its name. Only what engines write for the
 * table is looked at: files below {@code data/} and {@code metadata/} of names that Iceberg gives.
 * What Firn keeps beside them ({@code ids/}, {@code removed/}, {@code chain/}, {@code
 * start-checks/}) has its own rules for when it goes, and what nobody knows is left alone.
 */
final class ObjectKind {
  private static final Pattern OWN_DATA =
      Pattern.compile(
          "/data/type=([^/]+)/year=([+-]?\\d{4,})/month=(\\d\\d)/day=(\\d\\d)/hour=(\\d\\d)/[0-9a-f-]{36}\\.parquet");
  private static final Pattern DATA = Pattern.compile("/data/.+\\.(parquet|avro|orc|puffin)");
  private static final Pattern TABLE_METADATA =
      Pattern.compile("/metadata/[^/]+\\.metadata\\.json|/metadata/[^/]+\\.gz\\.metadata\\.json");
  private static final Pattern MANIFEST = Pattern.compile("/metadata/[^/]+\\.avro");

  private ObjectKind() {}

  /**
   * Whether it may be deleted when nothing refers to it.
   *
   * @param path below the table's location, with a slash before it
   */
  static boolean isOfTheTable(String path) {
    return DATA.matcher(path).matches()
        || MANIFEST.matcher(path).matches()
        || isTableMetadata(path);
  }

  static boolean isTableMetadata(String path) {
    return TABLE_METADATA.matcher(path).matches();
  }

  /** The partition that Firn wrote a data file for; empty for other engines' files and metadata. */
  static Optional<String> partition(String path) {
    Matcher own = OWN_DATA.matcher(path);
    return own.matches()
        ? Optional.of(
            "%s/%s-%s-%sT%s"
                .formatted(own.group(1), own.group(2), own.group(3), own.group(4), own.group(5)))
        : Optional.empty();
  }
}
