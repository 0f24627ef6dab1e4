package dev.firn.ops.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendCommandTest {
  private static final String TWO_LINES = "{\"id\":\"1\"}\n{\"id\":\"2\"}\n";

  @TempDir Path folder;
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
  void linesArriveAsTheyWereWritten() {
    Run run = Run.sendText(node, "{\"id\":\"1\", \"n\":1.00}\n\n{\"id\":\"ä\"}");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualToIgnoringNewLines("acknowledged 2, duplicates 0, rejected 0");
    assertThat(node.bodies).containsExactly("[{\"id\":\"1\", \"n\":1.00},{\"id\":\"ä\"}]");
    assertThat(node.headers.get(0).get("Content-type"))
        .containsExactly("application/cloudevents-batch+json; charset=UTF-8");
  }

  @Test
  void sendingAgainIsCountedAsDuplicate() {
    Run.sendText(node, TWO_LINES);
    Run again = Run.sendText(node, TWO_LINES + "{\"id\":\"3\"}");

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualToIgnoringNewLines("acknowledged 1, duplicates 2, rejected 0");
  }

  @Test
  void severalFilesPlainAndCompressedAreSentInBatches() throws IOException {
    Path plain = Files.writeString(folder.resolve("a.ndjson"), lines(0, 250));
    Path zipped = folder.resolve("b.ndjson.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(lines(250, 500).getBytes(StandardCharsets.UTF_8));
    }

    Run run = Run.send(node, Run.bytes(""), plain.toString(), zipped.toString(), "--batch", "100");

    assertThat(run.out()).contains("acknowledged 500, duplicates 0, rejected 0");
    assertThat(node.requests()).isEqualTo(5);
  }

  @Test
  void compressedStandardInputIsRecognised() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(TWO_LINES.getBytes(StandardCharsets.UTF_8));
    }

    Run run = Run.send(node, new ByteArrayInputStream(zipped.toByteArray()), "-");

    assertThat(run.out()).contains("acknowledged 2,");
  }

  @Test
  void everyRejectIsCountedShownAndWritten() throws IOException {
    Path rejects = folder.resolve("rejects.ndjson");
    String input = "{\"id\":\"1\"}\n{\"id\":\"2\",\"bad\":true}\nnonsense\n{\"id\":\"3\"}\n[4]\n";

    Run run = Run.sendText(node, input, "--rejects", rejects.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("acknowledged 2, duplicates 0, rejected 3");
    assertThat(run.err())
        .contains("-:2: bad-event — it says so")
        .contains("-:3: unreadable — not JSON")
        .contains("-:5: unreadable — expected a JSON object");
    assertThat(Files.readAllLines(rejects))
        .containsExactlyInAnyOrder("{\"id\":\"2\",\"bad\":true}", "nonsense", "[4]");
  }

  @Test
  void allEventsRejectedIsAnAnswerToo() {
    Run run = Run.sendText(node, "{\"id\":\"2\",\"bad\":true}");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("acknowledged 0, duplicates 0, rejected 1");
  }

  @Test
  void batchesThatAreTooLargeAreHalved() {
    node.takingAtMost(30);

    Run run = Run.sendText(node, lines(0, 100), "--batch", "100");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("acknowledged 100,");
  }

  @Test
  void anEventThatMakesItsBatchUnreadableIsFoundAndTheOthersArrive() {
    node.takingAtMost(0);

    Run run = Run.sendText(node, lines(0, 3));

    assertThat(run.out()).contains("acknowledged 0, duplicates 0, rejected 3");
    assertThat(run.err()).contains("-:1: http-413 — too many events");
  }

  @Test
  void theSummaryComesAsJsonToo() throws IOException {
    Run run = Run.sendText(node, TWO_LINES + "x", "--format", "json");

    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("acknowledged").asInt()).isEqualTo(2);
    assertThat(json.path("rejected").asInt()).isEqualTo(1);
    assertThat(json.path("unsettled").asInt()).isZero();
    assertThat(json.at("/rejects/0/line").asInt()).isEqualTo(3);
  }

  @Test
  void theKeyIsSentAsBearerToken() {
    Run.sendText(node, TWO_LINES, "--key", "secret");

    assertThat(node.headers.get(0).get("Authorization")).containsExactly("Bearer secret");
  }

  @Test
  void theRateIsKept() {
    Run run = Run.sendText(node, lines(0, 100), "--rate", "200");

    assertThat(run.exitCode()).isZero();
    long first = node.arrivedNanos.get(0);
    long last = node.arrivedNanos.stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(node.requests()).isEqualTo(2);
    assertThat((last - first) / 1e9)
        .as("the second batch of 50 is due after 0.25 s")
        .isGreaterThan(0.2);
  }

  @Test
  void wrongUsageIsToldApart() {
    assertThat(Run.sendText(node, "", "--batch", "0").exitCode()).isEqualTo(2);
    assertThat(Run.sendText(node, "", "--to", "nowhere").exitCode()).isEqualTo(2);
    assertThat(Run.sendText(node, "", "--patience", "soon").exitCode()).isEqualTo(2);
    assertThat(Run.send(node, Run.bytes(""), "/no/such/file").exitCode()).isEqualTo(2);
    assertThat(Run.of(Run.bytes(""), "send").exitCode()).isEqualTo(2);
    assertThat(Run.of(Run.bytes("")).exitCode()).isEqualTo(2);
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"id\":\"" + i + "\"}\n")
        .collect(Collectors.joining());
  }
}
