package dev.firn.ops.send;

import dev.firn.ops.Main;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** One run of {@code firn send} in this process. */
record Run(int exitCode, String out, String err) {

  static Run send(RecordingNode node, InputStream stdin, String... args) {
    List<String> all = new ArrayList<>(List.of("send", "--to", node.url()));
    all.addAll(List.of(args));
    return of(stdin, all.toArray(String[]::new));
  }

  static Run sendText(RecordingNode node, String stdin, String... args) {
    List<String> all = new ArrayList<>(List.of("-"));
    all.addAll(List.of(args));
    return send(node, bytes(stdin), all.toArray(String[]::new));
  }

  static Run of(InputStream stdin, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine(stdin);
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = command.execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
