package dev.firn.node.settings;

import com.typesafe.config.Config;

/**
 * {@code firn.http.max-header-…}: how much of headers a request may have.
 *
 * @param nameBytes of one header's name
 * @param valueBytes of one header's value
 * @param totalBytes of all headers together
 */
public record HeaderLimits(int count, int nameBytes, int valueBytes, int totalBytes) {

  /** Reads its part of the section {@code firn.http}. */
  static HeaderLimits from(Config section) {
    return new HeaderLimits(
        section.getInt("max-header-count"),
        Math.toIntExact(section.getBytes("max-header-name")),
        Math.toIntExact(section.getBytes("max-header-value")),
        Math.toIntExact(section.getBytes("max-headers")));
  }

  public HeaderLimits {
    require(count > 0, "max-header-count is at least 1, not " + count);
    require(nameBytes > 0, "max-header-name is at least 1 byte, not " + nameBytes);
    require(valueBytes > 0, "max-header-value is at least 1 byte, not " + valueBytes);
    require(totalBytes > 0, "max-headers is at least 1 byte, not " + totalBytes);
  }

  private static void require(boolean holds, String expectation) {
    if (!holds) {
      throw new IllegalArgumentException(expectation);
    }
  }
}
