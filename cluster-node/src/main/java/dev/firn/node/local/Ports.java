package dev.firn.node.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where everything of a cluster listens on 127.0.0.1.
 *
 * @param url of the one that clients know
 * @param nodes of each node's API
 * @param remoting of each node's part in the cluster
 */
record Ports(int url, int catalog, List<Integer> nodes, List<Integer> remoting) {
  /** How far above the URL's port those lie that only the cluster itself needs. */
  private static final int INNER = 50;

  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int MOST_TRIED = 1_000;

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  Ports {
    nodes = List.copyOf(nodes);
    remoting = List.copyOf(remoting);
  }

  /** The same for the same port, so that nodes keep their names; any free ones for port 0. */
  static Ports from(int port, int count) throws IOException {
    return port == 0 ? anywhere(count) : following(port, count);
  }

  private static Ports following(int port, int count) throws IOException {
    List<Integer> nodes = new ArrayList<>();
    List<Integer> remoting = new ArrayList<>();
    for (int node = 1; node <= count; node++) {
      nodes.add(port + node);
      remoting.add(port + INNER + node);
    }
    Ports ports = new Ports(port, port + INNER, nodes, remoting);
    for (int needed : ports.all()) {
      requireFree(needed);
    }
    return ports;
  }

  /** None of those that the system gives to clients: it might before they are listened on. */
  private static Ports anywhere(int count) throws IOException {
    int needed = 2 * count + 2;
    PrimitiveIterator.OfInt candidates =
        ThreadLocalRandom.current().ints(LOWEST, HIGHEST).distinct().limit(MOST_TRIED).iterator();
    List<Integer> free = new ArrayList<>();
    while (free.size() < needed && candidates.hasNext()) {
      int candidate = candidates.nextInt();
      if (isFree(candidate)) {
        free.add(candidate);
      }
    }
    if (free.size() < needed) {
      throw new BindException("127.0.0.1: no free ports between " + LOWEST + " and " + HIGHEST);
    }
    return new Ports(
        free.get(0), free.get(1), free.subList(2, 2 + count), free.subList(2 + count, needed));
  }

  private static boolean isFree(int port) throws IOException {
    try {
      requireFree(port);
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  private List<Integer> all() {
    List<Integer> all = new ArrayList<>(List.of(url, catalog));
    all.addAll(nodes);
    all.addAll(remoting);
    return all;
  }

  private static void requireFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port));
    } catch (BindException e) {
      BindException taken = new BindException("127.0.0.1:" + port + ", " + e.getMessage());
      taken.addSuppressed(e);
      throw taken;
    }
  }
}
