package dev.firn.bench.faults.front;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.Fault.Landing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One client's connection through a front. */
final class FrontConnection implements AutoCloseable {
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  private final InputStream in;
  private final OutputStream out;
  private final Upstream upstream;
  private final Function<FrontRequest, Fault> faults;
  private final LateRequests late;

  FrontConnection(
      Socket client, Upstream upstream, Function<FrontRequest, Fault> faults, LateRequests late)
      throws IOException {
    this.in = new BufferedInputStream(client.getInputStream());
    this.out = client.getOutputStream();
    this.upstream = upstream;
    this.faults = faults;
    this.late = late;
  }

  /** Until the client, or a fault, ends the connection. */
  void serveAll() throws IOException {
    Optional<HttpMessage> head = HttpMessage.readHead(in);
    while (head.isPresent() && serve(read(head.get()))) {
      head = HttpMessage.readHead(in);
    }
  }

  private HttpMessage read(HttpMessage head) throws IOException {
    if (head.header("expect").isPresent()) {
      out.write(CONTINUE);
      out.flush();
    }
    return head.without("expect").withBodyFrom(in);
  }

  /** Whether the connection goes on. */
  private boolean serve(HttpMessage request) throws IOException {
    FrontRequest seen = FrontRequest.of(request);
    late.release(seen, false, upstream);
    Fault fault = faults.apply(seen);
    fault.before().run();
    Optional<HttpMessage> real =
        fault.landing() instanceof Landing.Now
            ? Optional.of(upstream.ask(request))
            : Optional.empty();
    late.release(seen, true, upstream);
    fault.after().run();
    // Not before: what somebody else asks for meanwhile must not let go of it.
    if (fault.landing() instanceof Landing.Late held) {
      late.hold(held, request);
    }
    Optional<HttpMessage> answer = answer(fault.answer(), request, real);
    if (answer.isEmpty()) {
      return false;
    }
    send(request, answer.get());
    return !"close".equalsIgnoreCase(answer.get().header("connection").orElse(""));
  }

  private Optional<HttpMessage> answer(
      Answer answer, HttpMessage request, Optional<HttpMessage> real) throws IOException {
    if (answer instanceof Answer.Real) {
      return Optional.of(real.isPresent() ? real.get() : presentState(request));
    } else if (answer instanceof Answer.Status failed) {
      List<String> headers =
          failed.retryAfter().map(wait -> "Retry-After: " + wait.toSeconds()).stream().toList();
      return Optional.of(HttpMessage.answer(failed.status(), headers, error(failed.status())));
    } else if (answer instanceof Answer.Garbage) {
      return Optional.of(HttpMessage.answer(200, List.of(), "<html>a proxy's own page</html>"));
    } else if (answer instanceof Answer.Hang hang) {
      hold(hang);
    }
    return Optional.empty();
  }

  private static void hold(Answer.Hang hang) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(hang.time().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The front was closed");
    }
  }

  /** What a server would say that has applied nothing and believes that it has. */
  private HttpMessage presentState(HttpMessage request) throws IOException {
    String path = request.startLine().split(" ", 3)[1];
    if (!FrontRequest.of(request).isCommit()) {
      return HttpMessage.answer(200, List.of("ETag: \"0\""), "");
    }
    return upstream.ask(request.startingWith("GET " + path + " HTTP/1.1"));
  }

  private static String error(int status) {
    return "{\"error\":{\"message\":\"injected\",\"type\":\"Injected\",\"code\":" + status + "}}";
  }

  private void send(HttpMessage request, HttpMessage answer) throws IOException {
    boolean isEmpty = request.startLine().startsWith("HEAD ") || answer.status() == 304;
    (isEmpty ? answer.withoutBody() : answer).writeTo(out);
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }
}
