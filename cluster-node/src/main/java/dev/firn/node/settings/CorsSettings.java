package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;

/**
 * {@code firn.cors}: the web pages that may post events.
 *
 * @param origins each as a browser sends it, for example {@code https://shop.example}
 * @param maxAge how long a browser may remember the answer to its preflight request
 */
public record CorsSettings(Set<String> origins, Duration maxAge) {
  public CorsSettings {
    origins = Set.copyOf(origins);
    if (origins.contains("*")) {
      throw new IllegalArgumentException(
          "firn.cors.origins must name each origin; \"*\" is not an origin");
    }
  }

  /** Reads the section {@code firn.cors}. */
  public static CorsSettings from(Config section) {
    return new CorsSettings(
        Set.copyOf(section.getStringList("origins")), section.getDuration("max-age"));
  }
}
