package dev.firn.ops.ctl;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firn.ops.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** An HTTP server that answers the operations API with what a test puts there. */
final class StandInNode implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private static final Answer NOTHING = new Answer(404, "{}");
  final List<String> requests = new ArrayList<>();
  final List<String> keys = new ArrayList<>();

  record Answer(int status, String body) {}

  /** What a command printed, and how it ended. */
  record Run(int exitCode, String out, String err) {}

  StandInNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param request method and raw path with its query
   */
  synchronized StandInNode answering(String request, int status, String body) {
    answers.put(request, new ArrayDeque<>(List.of(new Answer(status, body))));
    return this;
  }

  /** One answer after the other; the last one is given for ever. */
  synchronized StandInNode answeringInTurn(String request, String... bodies) {
    Deque<Answer> turns = new ArrayDeque<>();
    for (String body : bodies) {
      turns.add(new Answer(200, body));
    }
    answers.put(request, turns);
    return this;
  }

  Run ctl(String stdin, String... args) {
    List<String> all = new ArrayList<>(List.of("ctl"));
    all.addAll(List.of(args));
    all.addAll(List.of("--to", url()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = command.execute(all.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Deque<Answer> turns = answers.getOrDefault(request, new ArrayDeque<>(List.of(NOTHING)));
    Answer answer = turns.size() > 1 ? turns.remove() : turns.element();
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
