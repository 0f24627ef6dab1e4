package dev.firn.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A kept-alive connection to the node, made anew after a fault. One thread. */
final class Connection implements AutoCloseable {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final SocketAddress node;
  private final Duration longestAnswer;
  private @Nullable SocketChannel channel;
  private @Nullable AnswerReader answers;

  Connection(InetSocketAddress node, Duration longestAnswer) {
    this.node = node;
    this.longestAnswer = longestAnswer;
  }

  /** A fault closes the connection; whether the node took the request is then not known. */
  Answer exchange(ByteBuffer request) throws IOException {
    try {
      SocketChannel open = open();
      while (request.hasRemaining()) {
        open.write(request);
      }
      AnswerReader reader = answers;
      if (reader == null) {
        throw new IOException("not connected");
      }
      return reader.read();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel current = channel;
    if (current != null) {
      return current;
    }
    SocketChannel fresh = SocketChannel.open();
    channel = fresh;
    fresh.socket().connect(node, Math.toIntExact(LONGEST_CONNECT.toMillis()));
    fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
    fresh.socket().setSoTimeout(Math.toIntExact(longestAnswer.toMillis()));
    answers = new AnswerReader(fresh.socket().getInputStream());
    return fresh;
  }

  @Override
  public void close() throws IOException {
    SocketChannel current = channel;
    channel = null;
    answers = null;
    if (current != null) {
      current.close();
    }
  }
}
