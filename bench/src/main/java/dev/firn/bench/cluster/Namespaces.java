package dev.firn.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace for each node, all on one bridge: an address of its own, so that nodes speak
 * TLS and ask for keys, and cables that can be cut. Needs root. What nodes need of this machine is
 * relayed from the bridge's address.
 */
final class Namespaces implements Places {
  private static final int HTTP_PORT = 8080;
  private static final int MEMBERSHIP_PORT = 7355;
  private static final String KEY = "a-key-of-a-rig";
  private static final Pattern ON_LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)");

  private final String id = "%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
  private final String network = "10.213." + ThreadLocalRandom.current().nextInt(256) + ".";
  private final String bridge = "fb" + id;
  private final Thread reaper = new Thread(this::remove, "remove-" + bridge);
  private final List<NodePlace> nodes = new ArrayList<>();
  private final Map<Integer, Relay> relays = new HashMap<>();

  private Namespaces() {}

  /** Why there can be none here; nothing where there can. */
  static Optional<String> hindrance() throws InterruptedException {
    String probe = "firn-probe-" + ProcessHandle.current().pid();
    try {
      Shell.run("ip netns add " + probe);
      Shell.run("ip netns del " + probe);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("network namespaces need root and the command ip: " + e.getMessage());
    }
  }

  static Namespaces make(int count, Path folder) throws IOException, InterruptedException {
    Namespaces namespaces = new Namespaces();
    Runtime.getRuntime().addShutdownHook(namespaces.reaper);
    try {
      namespaces.makeAll(count, folder);
      return namespaces;
    } catch (IOException | InterruptedException | RuntimeException e) {
      namespaces.close();
      throw e;
    }
  }

  private void makeAll(int count, Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path keys = folder.resolve("keys");
    Files.writeString(keys, "operator default " + KEY + "\n");
    Certificates certificates = Certificates.make(folder.resolve("tls"));
    Shell.run("ip link add " + bridge + " type bridge");
    Shell.run("ip addr add " + gateway() + "/24 dev " + bridge);
    Shell.run("ip link set " + bridge + " up");
    for (int node = 0; node < count; node++) {
      add(node);
      List<String> settings = new ArrayList<>(certificates.settingsFor(address(node)));
      settings.add("-Dfirn.cluster.host=" + address(node));
      settings.add("-Dfirn.cluster.port=" + MEMBERSHIP_PORT);
      settings.add("-Dfirn.http.host=" + address(node));
      settings.add("-Dfirn.auth.keys-file=" + keys);
      // Relayed from the bridge, and of this machine all the same.
      settings.add("-Dfirn.journal.postgres.tls.mode=disable");
      nodes.add(
          new NodePlace(
              address(node) + ":" + MEMBERSHIP_PORT,
              URI.create("http://" + address(node) + ":" + HTTP_PORT),
              List.of("ip", "netns", "exec", namespace(node)),
              settings));
    }
  }

  private void add(int node) throws IOException, InterruptedException {
    String inside = "eth" + id + node;
    Shell.run("ip netns add " + namespace(node));
    Shell.run(
        "ip link add "
            + cable(node)
            + " type veth peer name "
            + inside
            + " netns "
            + namespace(node));
    Shell.run("ip link set " + cable(node) + " master " + bridge + " up");
    within(node, "ip link set lo up");
    within(node, "ip addr add " + address(node) + "/24 dev " + inside);
    within(node, "ip link set " + inside + " up");
  }

  private String gateway() {
    return network + "254";
  }

  private String address(int node) {
    return network + (node + 1);
  }

  private String namespace(int node) {
    return "firn-" + id + "-" + node;
  }

  private String cable(int node) {
    return "fv" + id + node;
  }

  private void within(int node, String command) throws IOException, InterruptedException {
    Shell.run("ip netns exec " + namespace(node) + " " + command);
  }

  /** Two nodes cannot send each other anything any more. */
  void part(int one, int other) throws IOException, InterruptedException {
    mute(one, other);
    mute(other, one);
  }

  void join(int one, int other) throws IOException, InterruptedException {
    unmute(one, other);
    unmute(other, one);
  }

  /** What a node sends to another does not arrive any more; the other way all does. */
  void mute(int one, int other) throws IOException, InterruptedException {
    within(one, "ip route add blackhole " + address(other) + "/32");
  }

  void unmute(int one, int other) throws IOException, InterruptedException {
    within(one, "ip route del blackhole " + address(other) + "/32");
  }

  /** A node reaches nothing any more. */
  void unplug(int node) throws IOException, InterruptedException {
    Shell.run("ip link set " + cable(node) + " down");
  }

  void plugIn(int node) throws IOException, InterruptedException {
    Shell.run("ip link set " + cable(node) + " up");
  }

  @Override
  public List<NodePlace> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public Optional<String> key() {
    return Optional.of(KEY);
  }

  /** From there loopback is another; the same port of the bridge is relayed to it. */
  @Override
  public String seenFromNodes(String setting) throws IOException {
    Matcher matcher = ON_LOOPBACK.matcher(setting);
    if (!matcher.find()) {
      return setting;
    }
    int port = Integer.parseInt(matcher.group(1));
    if (!relays.containsKey(port)) {
      relays.put(port, new Relay(gateway(), port));
    }
    return matcher.replaceAll(gateway() + ":" + port);
  }

  private void remove() {
    for (int node = 0; node < nodes.size() + 1; node++) {
      removeQuietly("ip link del " + cable(node));
      removeQuietly("ip netns del " + namespace(node));
    }
    removeQuietly("ip link del " + bridge);
  }

  /** What is not there need not be removed. */
  private static void removeQuietly(String command) {
    try {
      Shell.run(command);
    } catch (IOException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    relays.values().forEach(Relay::close);
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(reaper);
    } catch (IllegalStateException e) {
      // The whole process is ending; removing twice does no harm.
      return;
    }
  }
}
