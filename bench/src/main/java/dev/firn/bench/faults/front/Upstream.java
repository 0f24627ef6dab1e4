package dev.firn.bench.faults.front;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A connection to the server behind a front, made when needed. One thread. */
final class Upstream implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final URI server;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  Upstream(URI server) {
    this.server = server;
  }

  HttpMessage ask(HttpMessage request) throws IOException {
    boolean isReused = socket != null;
    try {
      return askOnce(request);
    } catch (IOException e) {
      close();
      if (!isReused) {
        throw e;
      }
      // The server had given up a connection that was idle: that is no fault to be seen by clients.
      return askOnce(request);
    }
  }

  private HttpMessage askOnce(HttpMessage request) throws IOException {
    Socket open = socket;
    InputStream answers = in;
    if (open == null || answers == null) {
      open = new Socket(server.getHost(), server.getPort());
      open.setTcpNoDelay(true);
      open.setSoTimeout(PATIENCE_MILLIS);
      answers = new BufferedInputStream(open.getInputStream());
      socket = open;
      in = answers;
    }
    request.writeTo(open.getOutputStream());
    HttpMessage head = readFinalHead(answers);
    boolean isEmpty =
        request.startLine().startsWith("HEAD ") || head.status() == 204 || head.status() == 304;
    return isEmpty ? head : head.withBodyFrom(answers);
  }

  private static HttpMessage readFinalHead(InputStream answers) throws IOException {
    HttpMessage head;
    do {
      head =
          HttpMessage.readHead(answers)
              .orElseThrow(() -> new EOFException("The server closed the connection"));
    } while (head.status() < 200);
    return head;
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    socket = null;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
