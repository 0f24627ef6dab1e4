package dev.firn.catalog.chain;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/** The mark on the last manifest of a chain: the catalog that has the table, or will have it. */
final class Adoption {
  static final String KEY = "firn.adopted-by";

  private Adoption() {}

  /** The catalog; null for a chain that goes on. */
  static @Nullable String of(TableMetadata table) {
    return table.properties().get(KEY);
  }

  /**
   * Lets nothing follow the mark but a manifest without it, which gives the adoption up.
   *
   * @throws ValidationException when the table is a catalog's
   */
  static void requireNone(@Nullable TableMetadata table, TableMetadata updated) {
    @Nullable String catalog = table == null ? null : of(table);
    if (catalog != null && of(updated) != null) {
      throw new ValidationException(
          "The table was adopted by the catalog %s: set firn.catalog.use-iceberg and"
              + " firn.catalog.uri, and start the nodes again",
          catalog);
    }
  }
}
