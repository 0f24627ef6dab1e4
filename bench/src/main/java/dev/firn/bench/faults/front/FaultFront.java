package dev.firn.bench.faults.front;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on loopback that passes requests on to the one behind it, and does to each what a plan
 * says. Counts what it has done.
 */
public final class FaultFront implements AutoCloseable {
  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final ServerSocket server;
  private final URI backend;
  private final FaultPlan plan;
  private final LateRequests late = new LateRequests();
  private final Map<String, Integer> done = new TreeMap<>();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;

  public FaultFront(String name, URI backend, FaultPlan plan) throws IOException {
    this.server = new ServerSocket(0, 512, loopback);
    this.backend = backend;
    this.plan = plan;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "front-" + name);
              thread.setDaemon(true);
              return thread;
            });
    threads.execute(this::acceptAll);
  }

  /** Where the server behind the front appears to be. */
  public URI uri() {
    return URI.create(
        "http://127.0.0.1:" + server.getLocalPort() + backend.getRawPath().replaceAll("/$", ""));
  }

  /** How often each fault has happened. */
  public Map<String, Integer> done() {
    synchronized (done) {
      return Map.copyOf(done);
    }
  }

  /** Whatever is still on its way arrives now, as it would some day. */
  public void deliverLateRequests() throws IOException {
    try (Upstream upstream = new Upstream(backend)) {
      late.releaseAll(upstream);
    }
  }

  /** What the server said to each request that arrived late. */
  public List<LateAnswer> lateAnswers() {
    return late.answers();
  }

  /** What was to happen during a fault, and failed. */
  public List<RuntimeException> failures() {
    return List.copyOf(failures);
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (SocketException e) {
        // Closed, by us.
        return;
      } catch (IOException e) {
        throw new UncheckedIOException("A front cannot accept connections any more", e);
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        FrontConnection connection =
            new FrontConnection(client, new Upstream(backend), this::choose, late)) {
      connection.serveAll();
    } catch (IOException e) {
      // A connection that broke, by a fault or because one of both ends went: as it would for real.
    } catch (RuntimeException e) {
      failures.add(e);
    } finally {
      open.remove(client);
    }
  }

  private Fault choose(FrontRequest request) {
    Fault fault = plan.next(request);
    if (!fault.isNone()) {
      synchronized (done) {
        done.merge(fault.name(), 1, Integer::sum);
      }
    }
    return fault;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
