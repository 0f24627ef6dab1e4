package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dev.firn.catalog.io.CreateOnlyS3Clients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.aws.s3.S3FileIOProperties;

/**
 * {@code firn.catalog}: which catalog, and how to reach it.
 *
 * @param uri empty for the embedded catalog
 * @param warehouse the catalog's name for its warehouse, may be empty
 * @param token may be empty
 * @param callTimeout after which a call of the ledger is interrupted, waits included
 * @param credential may be empty
 * @param properties of the REST catalog and its file IO; they win over Firn's choices
 */
public record CatalogSettings(
    String uri,
    String warehouse,
    String token,
    String credential,
    Duration connectTimeout,
    Duration readTimeout,
    Duration callTimeout,
    Map<String, String> properties) {

  public CatalogSettings {
    properties = Map.copyOf(properties);
  }

  /** Reads {@code firn.catalog} of a configuration. */
  public static CatalogSettings from(Config root) {
    Config config = root.getConfig("firn.catalog");
    return new CatalogSettings(
        config.getString("uri"),
        config.getString("warehouse"),
        config.getString("token"),
        config.getString("credential"),
        config.getDuration("connect-timeout"),
        config.getDuration("read-timeout"),
        config.getDuration("call-timeout"),
        texts(config.getConfig("properties")));
  }

  /** A catalog at an address, without warehouse or secrets, as the embedded one is. */
  public static CatalogSettings at(String uri, Map<String, String> properties) {
    return new CatalogSettings(
        uri,
        "",
        "",
        "",
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofMinutes(3),
        properties);
  }

  static Map<String, String> texts(Config config) {
    return config.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> String.join(".", ConfigUtil.splitPath(entry.getKey())),
                entry -> String.valueOf(entry.getValue().unwrapped())));
  }

  public boolean isEmbedded() {
    return uri.isEmpty();
  }

  /** What Iceberg's REST client is opened with. */
  public Map<String, String> restProperties() {
    Map<String, String> all = new HashMap<>();
    all.put("uri", uri);
    option(warehouse).ifPresent(value -> all.put("warehouse", value));
    option(token).ifPresent(value -> all.put("token", value));
    option(credential).ifPresent(value -> all.put("credential", value));
    all.put("rest.client.connection-timeout-ms", Long.toString(connectTimeout.toMillis()));
    all.put("rest.client.socket-timeout-ms", Long.toString(readTimeout.toMillis()));
    // With none, the client takes a Retry-After for a plain failure; more only hold the thread.
    all.put("rest.client.max-retries", "1");
    // A cached table was believed on a wrong 304: what a commit is decided on is always read anew.
    all.put("rest-table-cache.max-entries", "0");
    all.put("rest-metrics-reporting-enabled", "false");
    // Of S3FileIO's HTTP clients the one whose classes are here.
    all.put("http-client.type", "urlconnection");
    all.put(S3FileIOProperties.CLIENT_FACTORY, CreateOnlyS3Clients.class.getName());
    if (isCloudflare()) {
      all.putAll(CLOUDFLARE);
    }
    all.putAll(properties);
    return all;
  }

  private static final Map<String, String> CLOUDFLARE =
      Map.of(
          "header.X-Iceberg-Access-Delegation", "vended-credentials",
          "s3.remote-signing-enabled", "false",
          "s3.path-style-access", "true",
          "client.region", "auto");

  private boolean isCloudflare() {
    return uri.contains("cloudflarestorage.com");
  }

  private static Optional<String> option(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Without secrets: properties may hold some, so only their names are told. */
  @Override
  public String toString() {
    return "CatalogSettings[uri="
        + (isEmbedded() ? "embedded" : uri)
        + ", warehouse="
        + warehouse
        + ", token="
        + (token.isEmpty() ? "none" : "set")
        + ", credential="
        + (credential.isEmpty() ? "none" : "set")
        + ", properties="
        + properties.keySet()
        + "]";
  }
}
