package dev.firn.journal.postgres;

import dev.firn.journal.postgres.PostgresJournalSettings.Server;
import dev.firn.journal.postgres.PostgresJournalSettings.Tls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code tls} in the driver's words. Mode {@code auto} verifies certificate and host name unless
 * every host is a loopback address.
 */
final class TlsProperties {

  private static final List<String> MODES =
      List.of("disable", "require", "verify-ca", "verify-full");

  private TlsProperties() {}

  static Map<String, String> of(Server server) {
    Tls tls = server.tls();
    String mode = mode(server);
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("sslmode", mode);
    if (mode.startsWith("verify") && tls.rootCert().isEmpty()) {
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    put(properties, "sslrootcert", tls.rootCert());
    put(properties, "sslcert", tls.cert());
    put(properties, "sslkey", tls.key());
    return properties;
  }

  private static String mode(Server server) {
    String mode = server.tls().mode();
    if (mode.equals("auto")) {
      return isLoopback(server.url()) ? "disable" : "verify-full";
    }
    if (!MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "firn.journal.postgres.tls.mode is \"%s\"; it may be auto or one of %s"
              .formatted(mode, MODES));
    }
    return mode;
  }

  /** A url without hosts means localhost to the driver. */
  static boolean isLoopback(String url) {
    String rest = url.substring("jdbc:postgresql:".length());
    if (!rest.startsWith("//")) {
      return true;
    }
    String hosts = rest.substring(2).split("[/?]", 2)[0];
    for (String host : hosts.split(",", -1)) {
      if (!host.matches("(localhost|127(\\.\\d{1,3}){3}|\\[::1])?(:\\d+)?")) {
        return false;
      }
    }
    return true;
  }

  private static void put(Map<String, String> properties, String name, String value) {
    if (!value.isEmpty()) {
      properties.put(name, value);
    }
  }
}
