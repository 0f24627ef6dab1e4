package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.util.Locale;

/**
 * {@code firn.edge}: the headers in which the proxy in front tells of a request's origin, in lower
 * case; an empty name leaves its column null.
 *
 * @param ray a Cloudflare ray id, whose part after the last {@code -} is the colo
 */
public record EdgeSettings(
    String ray,
    String country,
    String city,
    String continent,
    String postalCode,
    String region,
    String timezone,
    String httpProtocol,
    String tlsVersion,
    String tlsCipher) {

  /** Reads the section {@code firn.edge}. */
  public static EdgeSettings from(Config section) {
    return new EdgeSettings(
        name(section, "ray"),
        name(section, "country"),
        name(section, "city"),
        name(section, "continent"),
        name(section, "postal-code"),
        name(section, "region"),
        name(section, "timezone"),
        name(section, "http-protocol"),
        name(section, "tls-version"),
        name(section, "tls-cipher"));
  }

  private static String name(Config section, String key) {
    return section.getString(key).trim().toLowerCase(Locale.ROOT);
  }
}
