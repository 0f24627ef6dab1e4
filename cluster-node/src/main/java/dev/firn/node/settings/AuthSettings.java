package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code firn.auth}: who may call.
 *
 * @param keysFile the keys, one a line; without it nobody is asked for one, which is for loopback
 *     only
 * @param defaultTenant whose events they are where no key says so
 */
public record AuthSettings(Optional<Path> keysFile, String defaultTenant) {

  /** Reads the section {@code firn.auth}. */
  public static AuthSettings from(Config section) {
    String file = section.getString("keys-file");
    return new AuthSettings(
        file.isBlank() ? Optional.empty() : Optional.of(Path.of(file)),
        section.getString("default-tenant"));
  }
}
