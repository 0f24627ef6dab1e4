package dev.firn.catalog.embedded;

/**
 * An answer of the embedded catalog.
 *
 * @param body JSON, empty where there is none
 */
public record CatalogResponse(int status, String body) {
  static final CatalogResponse NO_CONTENT = new CatalogResponse(204, "");

  /** {@code {"error":{"message":…,"type":…,"code":…}}}, as the REST specification has it. */
  public static CatalogResponse error(int status, String type, String message) {
    return CatalogErrors.of(status, type, message);
  }
}
