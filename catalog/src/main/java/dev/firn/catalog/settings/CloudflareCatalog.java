package dev.firn.catalog.settings;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is particular to Cloudflare R2 Data Catalog, known by its address {@code
 * https://catalog.cloudflarestorage.com/ACCOUNT/BUCKET}.
 */
final class CloudflareCatalog {
  private static final Pattern ADDRESS =
      Pattern.compile("https://[^/]*cloudflarestorage\\.com/([^/]+)/([^/]+)/?");

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "header.X-Iceberg-Access-Delegation", "vended-credentials",
          "s3.remote-signing-enabled", "false",
          "s3.path-style-access", "true",
          "client.region", "auto");

  private CloudflareCatalog() {}

  /** Of the REST client and its file IO; none for another catalog. */
  static Map<String, String> properties(String uri) {
    return uri.contains("cloudflarestorage.com") ? PROPERTIES : Map.of();
  }

  /**
   * The catalog's name for the warehouse: the account's and the bucket's in one, both of which the
   * address tells already.
   *
   * @param given may be empty, or the bucket's name alone
   */
  static String warehouse(String uri, String given) {
    Matcher address = ADDRESS.matcher(uri);
    boolean isTold = address.matches() && (given.isEmpty() || given.equals(address.group(2)));
    return isTold ? address.group(1) + "_" + address.group(2) : given;
  }
}
