package dev.firn.bench.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections on that come to another address to the same port of loopback. */
final class Relay implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "relay");
            thread.setDaemon(true);
            return thread;
          });

  Relay(String address, int port) throws IOException {
    this.server = new ServerSocket(port, 512, InetAddress.getByName(address));
    threads.execute(this::acceptAll);
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> connect(client));
      } catch (SocketException e) {
        // Closed, by us.
        return;
      } catch (IOException e) {
        throw new UncheckedIOException("A relay cannot accept connections any more", e);
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    try {
      client.setTcpNoDelay(true);
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
      behind.setTcpNoDelay(true);
      open.add(behind);
      threads.execute(() -> copy(behind, client));
      copy(client, behind);
    } catch (IOException e) {
      // Nobody listens there now: to the client a connection that breaks.
      close(client);
    }
  }

  /** Until one side ends; then both have ended. */
  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(buffer);
      while (read >= 0) {
        out.write(buffer, 0, read);
        read = in.read(buffer);
      }
    } catch (IOException e) {
      // One of both has gone, and so does the other.
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(this::close);
    threads.shutdownNow();
  }
}
