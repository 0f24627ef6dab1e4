package dev.firn.catalog.history;

import org.apache.iceberg.SnapshotRef;

/** What a tag may be called: nothing that could be taken for another point of history. */
final class TagName {
  private static final String FORM = "[A-Za-z_][A-Za-z0-9._-]{0,127}";

  private TagName() {}

  static boolean isOne(String name) {
    return name.matches(FORM)
        && !name.equals(AsOf.CURRENT)
        && !name.equals(SnapshotRef.MAIN_BRANCH);
  }

  /**
   * Answers the name.
   *
   * @throws IllegalArgumentException when it is none
   */
  static String require(String name) {
    if (!isOne(name)) {
      throw new IllegalArgumentException(
          "A tag's name begins with a letter, goes on with letters, digits and . _ -, has at most"
              + " 128 of them and is neither current nor main, not \""
              + name
              + "\"");
    }
    return name;
  }
}
