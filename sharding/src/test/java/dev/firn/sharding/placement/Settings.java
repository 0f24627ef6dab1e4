package dev.firn.sharding.placement;

import com.typesafe.config.ConfigFactory;

/** The defaults, as they are shipped. */
final class Settings {
  static final PlacementSettings DEFAULT = with("");

  private Settings() {}

  static PlacementSettings with(String override) {
    return PlacementSettings.from(
        ConfigFactory.parseString(override)
            .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("firn")));
  }
}
