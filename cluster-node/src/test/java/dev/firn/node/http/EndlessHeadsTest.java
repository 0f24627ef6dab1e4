package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that never come to the end of their headers, and others that are only slow. */
class EndlessHeadsTest extends OnRunningApi {
  /** Each header is within its limits, and there are not too many. */
  private static String headers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "x-" + i + ": " + "v".repeat(15 << 10) + "\r\n")
        .collect(Collectors.joining());
  }

  private static void assertRefused(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("\"reason\":\"unreadable-head\"", "did not end", "firn.http.head-timeout");
  }

  @Test
  void moreBytesThanAnyHeadMayHaveAreAnsweredAndTheConnectionClosed() throws Exception {
    assertRefused(RawRequest.answer(api.address(), RawRequest.head(headers(9))));
  }

  @Test
  void soIsTheSecondRequestOfAConnection() throws Exception {
    try (Socket socket = new Socket(api.address().getAddress(), api.address().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      String first = "";
      while (!first.endsWith("}")) {
        first += (char) socket.getInputStream().read();
      }
      assertThat(first).startsWith("HTTP/1.1 200 ");
      out.write(RawRequest.head(headers(9)).getBytes(ISO_8859_1));
      assertRefused(new String(socket.getInputStream().readAllBytes(), UTF_8));
    }
  }

  @Test
  void aHeadThatTakesTooLongIsAnsweredAndTheConnectionClosed() throws Exception {
    try (RunningApi hasty = new RunningApi("firn.http.head-timeout = 200ms");
        Socket socket = new Socket(hasty.address().getAddress(), hasty.address().getPort())) {
      socket.setSoTimeout(20);
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nx: ".getBytes(ISO_8859_1));
      assertRefused(answerWhile(socket, () -> out.write('v')));
    }
  }

  private interface Step {
    void take() throws IOException;
  }

  /** What comes while steps are taken, one in each time that a read waits. */
  private static String answerWhile(Socket socket, Step step) throws IOException {
    byte[] answer = new byte[1 << 10];
    int length = -1;
    for (int i = 0; length < 0 && i < 1_000; i++) {
      try {
        length = socket.getInputStream().read(answer);
      } catch (SocketTimeoutException e) {
        step.take();
      }
    }
    return new String(answer, 0, Math.max(0, length), UTF_8);
  }

  @Test
  void aRequestMayComeByteByByte() throws Exception {
    try (Socket socket = new Socket(api.address().getAddress(), api.address().getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      for (byte one : RawRequest.event("x: 1\r\n", "").getBytes(ISO_8859_1)) {
        socket.getOutputStream().write(one);
      }
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 200 ");
      assertThat(api.events()).hasSize(1);
    }
  }
}
