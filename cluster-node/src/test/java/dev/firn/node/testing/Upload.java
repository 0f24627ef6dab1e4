package dev.firn.node.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** A request whose body comes in two halves, on a connection of its own. */
public final class Upload implements AutoCloseable {
  private final Socket socket;
  private final byte[] body;

  public Upload(URI url, String event) throws IOException {
    socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    body = event.getBytes(UTF_8);
  }

  public void sendHalf() throws IOException {
    String head =
        """
        POST /v1/events HTTP/1.1\r
        Host: firn\r
        Connection: close\r
        Content-Type: application/cloudevents+json\r
        Content-Length: %d\r
        \r
        """
            .formatted(body.length);
    socket.getOutputStream().write(head.getBytes(UTF_8));
    socket.getOutputStream().write(body, 0, body.length / 2);
  }

  public void sendRest() throws IOException {
    socket.getOutputStream().write(body, body.length / 2, body.length - body.length / 2);
  }

  public String answer() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
