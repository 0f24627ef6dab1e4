package dev.firn.catalog.chain;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/** The mark on the last manifest of a chain whose table a catalog has, or is about to have. */
final class Adoption {
  static final String KEY = "firn.adopted-by";

  private Adoption() {}

  /**
   * @param updated what is to follow; the mark itself may be taken back
   * @throws ValidationException when the table is a catalog's
   */
  static void requireNone(@Nullable TableMetadata table, TableMetadata updated) {
    @Nullable String catalog = table == null ? null : table.properties().get(KEY);
    if (catalog != null && updated.properties().containsKey(KEY)) {
      throw new ValidationException(
          "The table was adopted by the catalog %s: set firn.catalog.use-iceberg and"
              + " firn.catalog.uri, and start the nodes again",
          catalog);
    }
  }
}
