package dev.firn.node.settings;

import com.typesafe.config.Config;
import dev.firn.events.decode.IngestLimits;
import java.time.Duration;
import java.util.Optional;

/** {@code firn.ingest}: which events are taken. */
final class IngestSettings {
  private IngestSettings() {}

  static IngestLimits limits(Config section) {
    return new IngestLimits(
        bytes(section, "max-decoded"),
        section.getInt("max-events"),
        bytes(section, "max-event"),
        section.getInt("max-depth"),
        bytes(section, "max-id"),
        bytes(section, "max-source"),
        section.getInt("max-extensions"),
        bytes(section, "max-type"),
        window(section, "accept-past"),
        window(section, "accept-future"));
  }

  private static int bytes(Config section, String key) {
    return Math.toIntExact(section.getBytes(key));
  }

  private static Optional<Duration> window(Config section, String key) {
    return section.getString(key).equals("unbounded")
        ? Optional.empty()
        : Optional.of(section.getDuration(key));
  }
}
