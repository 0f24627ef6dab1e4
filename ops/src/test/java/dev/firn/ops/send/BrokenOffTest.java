package dev.firn.ops.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.ops.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BrokenOffTest {

  @Test
  @Timeout(60)
  void whatWasDoneIsSaidWhenTheUserStopsIt() throws IOException, InterruptedException {
    try (RecordingNode node = new RecordingNode()) {
      Process sender = start(node);
      try {
        OutputStream stdin = sender.getOutputStream();
        stdin.write("{\"id\":\"1\"}\n{\"id\":\"2\"}\n".getBytes(StandardCharsets.UTF_8));
        stdin.flush();
        // The input stays open: events must not wait for their batch to fill.
        node.awaitEvents(2);
        sender.toHandle().destroy();
        String out = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).matches("acknowledged [02], duplicates 0, rejected 0\\R");
        assertThat(sender.waitFor(20, TimeUnit.SECONDS)).isTrue();
      } finally {
        sender.destroyForcibly();
      }
    }
  }

  private static Process start(RecordingNode node) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "send",
            "-",
            "--to",
            node.url())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
