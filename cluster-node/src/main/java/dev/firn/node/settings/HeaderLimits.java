package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code firn.http.max-header-…}: how much of headers a request may have, and how late they may be.
 *
 * @param nameBytes of one header's name
 * @param valueBytes of one header's value
 * @param totalBytes of all headers together
 * @param timeout from the first byte of a request to the end of its headers
 */
public record HeaderLimits(
    int count, int nameBytes, int valueBytes, int totalBytes, Duration timeout) {

  /** Reads its part of the section {@code firn.http}. */
  static HeaderLimits from(Config section) {
    return new HeaderLimits(
        section.getInt("max-header-count"),
        Math.toIntExact(section.getBytes("max-header-name")),
        Math.toIntExact(section.getBytes("max-header-value")),
        Math.toIntExact(section.getBytes("max-headers")),
        section.getDuration("head-timeout"));
  }

  public HeaderLimits {
    require(count > 0, "max-header-count is at least 1, not " + count);
    require(nameBytes > 0, "max-header-name is at least 1 byte, not " + nameBytes);
    require(valueBytes > 0, "max-header-value is at least 1 byte, not " + valueBytes);
    require(totalBytes > 0, "max-headers is at least 1 byte, not " + totalBytes);
    require(timeout.toNanos() > 0, "head-timeout is more than nothing, not " + timeout);
  }

  private static void require(boolean holds, String expectation) {
    if (!holds) {
      throw new IllegalArgumentException(expectation);
    }
  }
}
