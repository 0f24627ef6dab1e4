package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * {@code firn.http}: where the node listens and how much of a request it takes.
 *
 * @param maxBodyBytes largest body on the wire
 * @param headers how much of headers a request may have
 * @param bodyTimeout time a body may take to arrive
 * @param inFlightBytes bodies and decoded rows that may wait for their answer at once
 * @param retryAfter what an overloaded node asks its callers to wait
 * @param commitPatience how long {@code ?wait=committed} waits
 * @param maxUriLength longest request line target, for receipts of many partitions
 */
public record HttpSettings(
    String host,
    int port,
    int maxConnections,
    int backlog,
    int maxBodyBytes,
    HeaderLimits headers,
    Duration bodyTimeout,
    long inFlightBytes,
    Duration retryAfter,
    Duration commitPatience,
    int maxUriLength) {
  private static final int LARGEST_PORT = 65_535;

  public HttpSettings {
    require(port >= 0 && port <= LARGEST_PORT, "port is 0 to 65535, not " + port);
    require(maxConnections > 0, "max-connections is at least 1, not " + maxConnections);
    require(backlog > 0, "backlog is at least 1, not " + backlog);
    require(maxBodyBytes > 0, "max-body is at least 1 byte, not " + maxBodyBytes);
    require(inFlightBytes > 0, "in-flight is more than nothing, not " + inFlightBytes);
    require(maxUriLength > 0, "max-uri-length is at least 1 byte, not " + maxUriLength);
  }

  private static void require(boolean holds, String expectation) {
    if (!holds) {
      throw new IllegalArgumentException(expectation);
    }
  }

  /** Reads the section {@code firn.http}. */
  public static HttpSettings from(Config section) {
    return new HttpSettings(
        section.getString("host"),
        section.getInt("port"),
        section.getInt("max-connections"),
        section.getInt("backlog"),
        Math.toIntExact(section.getBytes("max-body")),
        HeaderLimits.from(section),
        section.getDuration("body-timeout"),
        shareOfHeap(section, "in-flight"),
        section.getDuration("retry-after"),
        section.getDuration("commit-patience"),
        Math.toIntExact(section.getBytes("max-uri-length")));
  }

  /** Whether only programs on the same machine can call. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The host by which a program on this machine reaches the node. */
  public String ownHost() {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    return everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
  }

  /** A size, or a percentage of the largest heap such as {@code 12%}. */
  private static long shareOfHeap(Config section, String key) {
    String value = section.getString(key).trim();
    if (!value.endsWith("%")) {
      return section.getBytes(key);
    }
    double share = Double.parseDouble(value.substring(0, value.length() - 1)) / 100;
    return (long) (Runtime.getRuntime().maxMemory() * share);
  }
}
