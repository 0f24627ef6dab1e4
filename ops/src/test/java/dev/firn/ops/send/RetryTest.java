package dev.firn.ops.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final String TWO_LINES = "{\"id\":\"1\"}\n{\"id\":\"2\"}\n";

  private RecordingNode node;

  @BeforeEach
  void start() throws IOException {
    node = new RecordingNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void overloadIsTriedAgainNoSoonerThanAsked() {
    node.answeringFirst(503, "1", "").answeringFirst(429, null, "");

    Run run = Run.sendText(node, TWO_LINES);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("acknowledged 2, duplicates 0, rejected 0");
    long waited = node.arrivedNanos.get(1) - node.arrivedNanos.get(0);
    assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void faultsThatMayPassAreTriedAgain() {
    node.answeringFirst(500, null, "<html>")
        .answeringFirst(408, null, "")
        .answeringFirst(502, null, "");

    assertThat(Run.sendText(node, TWO_LINES).out()).contains("acknowledged 2,");
    assertThat(node.requests()).isEqualTo(4);
  }

  @Test
  void eventsThatFoundNoRoomAreSentAgainAlone() {
    node.answeringFirst(
        200,
        null,
        "{\"accepted\":1,\"duplicates\":0,\"rejected\":[{\"index\":1,\"reason\":\"busy\"}]}");

    Run run = Run.sendText(node, TWO_LINES);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("acknowledged 2, duplicates 0, rejected 0");
    assertThat(node.bodies.get(1)).isEqualTo("[{\"id\":\"2\"}]");
  }

  @Test
  void aNodeThatComesUpLaterIsWaitedFor() throws Exception {
    int port = node.port();
    node.close();
    CompletableFuture<Run> run =
        CompletableFuture.supplyAsync(
            () -> Run.sendText(node, TWO_LINES, "--concurrency", "1"),
            task -> new Thread(task, "send").start());
    assertThat(run).isNotDone();
    try (RecordingNode later = new RecordingNode(port)) {
      assertThat(run.get(30, TimeUnit.SECONDS).out()).contains("acknowledged 2,");
      assertThat(later.texts()).hasSize(2);
    }
  }

  @Test
  void patienceEndsWhenNothingIsTaken() {
    node.close();

    Run run = Run.sendText(node, TWO_LINES, "--patience", "500ms");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("acknowledged 0, duplicates 0, rejected 0");
    assertThat(run.err()).contains("not everything was delivered: no progress for too long");
  }

  @Test
  void aWrongKeyIsNotTriedAgain() {
    node.answeringFirst(401, null, "{\"error\":\"unknown key\"}");

    Run run = Run.sendText(node, TWO_LINES);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("HTTP 401: unknown key");
    assertThat(node.requests()).isEqualTo(1);
  }

  @Test
  void anAnswerThatDoesNotAddUpIsNotBelieved() {
    node.answeringFirst(200, null, "{\"accepted\":1,\"duplicates\":0,\"rejected\":[]}");

    Run run = Run.sendText(node, TWO_LINES);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("do not add up to 2 events");
  }
}
