package dev.firn.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code firn.cluster}: how a node is reached by the others, which of them it looks for, and what
 * it does among them.
 *
 * @param host name by which the others reach this node, the same over restarts
 * @param port likewise; 0 takes any free one, for a node that is alone
 * @param bindHost where it listens, if not at {@code host}; for instance in a container
 * @param seedNodes as {@code host:port}, the same list on every node; without any the node is a
 *     cluster of its own
 * @param appVersion of what runs here, for rolling updates
 */
public record ClusterSettings(
    String host,
    int port,
    Optional<String> bindHost,
    List<String> seedNodes,
    Set<String> roles,
    String appVersion,
    Optional<ClusterTls> tls) {

  /** What a node can do; a process has all roles by default. */
  public static final String INGEST = "ingest";

  public static final String BUFFER = "buffer";
  public static final String QUERY = "query";

  private static final Set<String> ROLES = Set.of(INGEST, BUFFER, QUERY);

  public ClusterSettings {
    seedNodes = List.copyOf(seedNodes);
    roles = Set.copyOf(roles);
    if (roles.isEmpty() || !ROLES.containsAll(roles)) {
      throw new IllegalArgumentException(
          "roles are some of "
              + String.join(", ", new TreeSet<>(ROLES))
              + ", not "
              + String.join(", ", new TreeSet<>(roles)));
    }
    if (isEverywhere(host)) {
      throw new IllegalArgumentException(
          "host is what others reach this node by, which "
              + host
              + " is not: name it, and listen everywhere with bind-host");
    }
    for (String seed : seedNodes) {
      if (!seed.matches("[^\\s:/@]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+\\]:[0-9]{1,5}")) {
        throw new IllegalArgumentException("seed-nodes are host:port, not \"" + seed + "\"");
      }
    }
    if (!seedNodes.isEmpty() && port == 0) {
      throw new IllegalArgumentException(
          "port is 0, and a node with seed-nodes keeps its address over restarts: set it");
    }
    if (tls.isEmpty() && !(isLoopback(host) && isLoopback(bindHost.orElse(host)))) {
      throw new IllegalArgumentException(
          "host is "
              + bindHost.map(bind -> host + ", listening at " + bind).orElse(host)
              + ", which others can reach: set tls.key-store and tls.trust-store, or bind to"
              + " 127.0.0.1");
    }
  }

  /** Reads the section {@code firn.cluster}. */
  public static ClusterSettings from(Config section) {
    return new ClusterSettings(
        section.getString("host"),
        section.getInt("port"),
        text(section, "bind-host"),
        words(section, "seed-nodes"),
        new HashSet<>(words(section, "roles")),
        text(section, "app-version").orElseGet(ClusterSettings::ownVersion),
        ClusterTls.from(section.getConfig("tls")));
  }

  private static Optional<String> text(Config section, String key) {
    return Optional.of(section.getString(key).trim()).filter(text -> !text.isEmpty());
  }

  /** A list, or its elements with commas between, as they are given on a command line. */
  private static List<String> words(Config section, String key) {
    if (section.getValue(key).valueType() != ConfigValueType.STRING) {
      return section.getStringList(key);
    }
    List<String> words = new ArrayList<>();
    for (String word : section.getString(key).split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.trim());
      }
    }
    return words;
  }

  /** As the jar says; built by hand there is none. */
  private static String ownVersion() {
    String version = ClusterSettings.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0" : version;
  }

  /** Refuses what only several nodes with one journal can do. */
  void requireOneJournal(String profile) {
    if (profile.equals("embedded")) {
      requireAlone(
          "firn.journal is \"embedded\": each node would have a journal of its own; nodes of one"
              + " cluster share \"postgres\"");
    }
  }

  /**
   * Refuses what is for a node alone where there are others.
   *
   * @param otherwise what is wrong then
   */
  public void requireAlone(String otherwise) {
    String self = host + ":" + port;
    if (seedNodes.stream().anyMatch(seed -> !seed.equals(self))) {
      throw new IllegalArgumentException(
          "in firn.cluster, seed-nodes names other nodes, and " + otherwise);
    }
  }

  public boolean has(String role) {
    return roles.contains(role);
  }

  /**
   * These settings as Pekko's, over a node's other settings.
   *
   * @param secretFingerprint all nodes of a cluster have one secret, and are refused otherwise
   */
  public Config over(Config node, String secretFingerprint) {
    Map<String, Object> pekko = new HashMap<>();
    pekko.put("firn.cluster.secret-fingerprint", secretFingerprint);
    pekko.put("pekko.cluster.app-version", appVersion);
    pekko.put("pekko.cluster.roles", List.copyOf(new TreeSet<>(roles)));
    tls.ifPresent(keys -> pekko.putAll(keys.artery()));
    return ConfigFactory.parseMap(pekko, "firn.cluster").withFallback(node);
  }

  /**
   * The URL of this node's API as others reach it.
   *
   * @param own as programs on this machine do
   */
  public String advertised(String own) {
    if (isLoopback(host) || !isLoopback(URI.create(own).getHost())) {
      return own;
    }
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "http://" + name + ":" + URI.create(own).getPort();
  }

  private static boolean isEverywhere(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  /** A name that nobody knows yet will be that of a network's. */
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
