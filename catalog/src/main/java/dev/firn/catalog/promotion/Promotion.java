package dev.firn.catalog.promotion;

/**
 * A rule: what events of a type have at a path of their {@code data} goes to a column. Kept in the
 * table's properties, one property a rule, so that every node and every rewrite goes by the same,
 * and so that two rules that are made at once cannot overwrite each other.
 *
 * @param fieldId of the column, which may be renamed
 */
public record Promotion(int fieldId, String eventType, JsonPath path) {
  private static final String PREFIX = "firn.promoted.";

  /** The name of the table's property; its value is the path. */
  public String key() {
    return PREFIX + fieldId + "." + eventType;
  }

  static boolean isKey(String property) {
    return property.startsWith(PREFIX);
  }

  /**
   * Reads a property.
   *
   * @throws IllegalArgumentException when it is no rule
   */
  static Promotion parse(String key, String path) {
    int dot = key.indexOf('.', PREFIX.length());
    if (dot < 0 || dot == key.length() - 1) {
      throw new IllegalArgumentException("Expected " + PREFIX + "{field id}.{event type}");
    }
    int fieldId = Integer.parseInt(key.substring(PREFIX.length(), dot));
    return new Promotion(fieldId, key.substring(dot + 1), JsonPath.parse(path));
  }
}
