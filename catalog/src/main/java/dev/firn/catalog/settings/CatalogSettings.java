package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dev.firn.catalog.io.CreateOnlyS3Clients;
import dev.firn.catalog.io.LocalPaths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.rest.auth.AuthProperties;
import org.apache.iceberg.rest.auth.OAuth2Properties;

/**
 * {@code firn.catalog}: which catalog, and how to reach it.
 *
 * @param chainRoot location of tables without a catalog; empty where there is one
 * @param uri empty for the embedded catalog
 * @param warehouse the catalog's name for its warehouse, may be empty
 * @param token may be empty
 * @param callTimeout after which a call of the ledger is interrupted, waits included
 * @param credential may be empty
 * @param properties of the REST catalog and its file IO; they win over Firn's choices
 */
public record CatalogSettings(
    String chainRoot,
    String uri,
    String warehouse,
    String token,
    String credential,
    Duration connectTimeout,
    Duration readTimeout,
    Duration callTimeout,
    Map<String, String> properties) {

  private static final Map<String, String> S3 =
      Map.of(
          // Of S3FileIO's HTTP clients the one whose classes are here.
          "http-client.type",
          "urlconnection",
          S3FileIOProperties.CLIENT_FACTORY,
          CreateOnlyS3Clients.class.getName());

  public CatalogSettings {
    properties = Map.copyOf(properties);
  }

  /** Reads {@code firn.catalog} of a configuration. */
  public static CatalogSettings from(Config root) {
    Config config = root.getConfig("firn.catalog");
    String uri = config.getString("uri");
    return new CatalogSettings(
        chainRoot(root, config),
        uri,
        CloudflareCatalog.warehouse(uri, config.getString("warehouse")),
        config.getString("token"),
        config.getString("credential"),
        config.getDuration("connect-timeout"),
        config.getDuration("read-timeout"),
        config.getDuration("call-timeout"),
        texts(config.getConfig("properties")));
  }

  private static String chainRoot(Config root, Config config) {
    if (config.getBoolean("use-iceberg")) {
      return "";
    }
    String given = config.getString("location");
    String bucket = config.getString("warehouse");
    if (!given.isEmpty()) {
      return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    }
    return bucket.isEmpty() ? ownFolder(root) : "s3://" + bucket;
  }

  /** Where tables without a catalog are unless a setting says otherwise: one node's own place. */
  public static String ownFolder(Config root) {
    return LocalPaths.toLocation(Path.of(root.getString("firn.data-dir"), "lake"));
  }

  /** A catalog at an address, without warehouse or secrets, as the embedded one is. */
  public static CatalogSettings at(String uri, Map<String, String> properties) {
    return new CatalogSettings(
        "",
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

  /** Whether the node serves the catalog itself. */
  public boolean isEmbedded() {
    return uri.isEmpty() && !isChain();
  }

  /** Whether tables are chains of manifests, without a catalog. */
  public boolean isChain() {
    return !chainRoot.isEmpty();
  }

  /**
   * A catalog that takes over what was without one, with the same timeouts and properties.
   *
   * @param to its address; warehouse, token and credential may be empty
   */
  public CatalogSettings adoptedBy(
      String to, String itsWarehouse, String itsToken, String itsCredential) {
    return new CatalogSettings(
        "",
        to,
        CloudflareCatalog.warehouse(to, itsWarehouse),
        itsToken,
        itsCredential,
        connectTimeout,
        readTimeout,
        callTimeout,
        properties);
  }

  /** What the file IO of tables without a catalog is opened with. */
  public Map<String, String> ioProperties() {
    Map<String, String> all = new HashMap<>(S3);
    all.putAll(properties);
    return all;
  }

  /** What Iceberg's REST client is opened with. */
  public Map<String, String> restProperties() {
    Map<String, String> all = new HashMap<>();
    all.put("uri", uri);
    option(warehouse).ifPresent(value -> all.put("warehouse", value));
    option(token).ifPresent(value -> all.put("token", value));
    option(credential).ifPresent(value -> all.put("credential", value));
    if (!token.isEmpty() || !credential.isEmpty()) {
      // What Iceberg's client takes for granted, with warnings at each start.
      all.put(AuthProperties.AUTH_TYPE, AuthProperties.AUTH_TYPE_OAUTH2);
      all.put(OAuth2Properties.OAUTH2_SERVER_URI, uri.replaceAll("/+$", "") + "/v1/oauth/tokens");
    }
    all.put("rest.client.connection-timeout-ms", Long.toString(connectTimeout.toMillis()));
    all.put("rest.client.socket-timeout-ms", Long.toString(readTimeout.toMillis()));
    // With none, the client takes a Retry-After for a plain failure; more only hold the thread.
    all.put("rest.client.max-retries", "1");
    // A cached table was believed on a wrong 304: what a commit is decided on is always read anew.
    all.put("rest-table-cache.max-entries", "0");
    all.put("rest-metrics-reporting-enabled", "false");
    all.putAll(S3);
    all.putAll(CloudflareCatalog.properties(uri));
    all.putAll(properties);
    return all;
  }

  private static Optional<String> option(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Without secrets: properties may hold some, so only their names are told. */
  @Override
  public String toString() {
    return "CatalogSettings[uri="
        + (isChain() ? "none, tables in " + chainRoot : isEmbedded() ? "embedded" : uri)
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
